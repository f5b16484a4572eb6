/** What oclif.manifest.json says of a flag; a field that is not there was not given. */
export interface ManifestFlag {
  readonly type: "boolean" | "option";
  readonly char?: string;
  readonly description: string;
  readonly helpGroup?: string;
  readonly helpValue?: string;
  readonly default?: string | number | boolean;
  readonly options?: readonly string[];
  readonly required?: boolean;
  readonly multiple?: boolean;
  readonly allowNo?: boolean;
  readonly exclusive?: readonly string[];
  readonly hidden?: boolean;
}

export interface ManifestArgument {
  readonly description: string;
  readonly required?: boolean;
  readonly default?: string;
  readonly options?: readonly string[];
}

export interface ManifestCommand {
  readonly id: string;
  readonly summary: string;
  readonly description?: string;
  readonly examples?: readonly string[];
  readonly strict: boolean;
  readonly hidden?: boolean;
  readonly args: Readonly<Record<string, ManifestArgument>>;
  readonly flags: Readonly<Record<string, ManifestFlag>>;
}

/** dist/oclif.manifest.json: every command, by its id. */
export interface Manifest {
  readonly version: string;
  readonly commands: Readonly<Record<string, ManifestCommand>>;
}

/** Descriptions of first words that several commands share; `oclif.topics` of package.json. */
export type Topics = Readonly<Record<string, { readonly description: string }>>;
