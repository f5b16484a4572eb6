import { formatAlias, scanAlias } from "./alias-codec.ts";
import { type Binding, findBinding } from "./bindings-file.ts";

/** What is asked about the name of one LUN with user_friendly_names. */
export interface AliasQuestion {
  readonly bindings: readonly Binding[];
  readonly wwid: string;
  /** Name that its map has, or had when it was last there. */
  readonly old?: string;
  readonly prefix: string;
  /** Whether a name belongs to another device or LUN. */
  readonly isTaken: (alias: string) => boolean;
}

export type ChosenAlias =
  /** The file has it. */
  | { readonly kind: "bound"; readonly alias: string }
  /** It is to be written to the file before a map gets the name. */
  | { readonly kind: "new"; readonly alias: string }
  /** The alias that the file has is another's: no other one is tried. */
  | { readonly kind: "taken"; readonly alias: string }
  /** No id is left. */
  | { readonly kind: "none" };

/**
 * The alias of a LUN as multipath-tools chooses it (libmultipath/alias.c, get_user_friendly_alias): the old name where it is
 * bound to this LUN; else what the LUN is bound to; else the old name where it has an id and is unbound; else that of the
 * lowest free id.
 */
export function chooseAlias({ bindings, wwid, old, prefix, isTaken }: AliasQuestion): ChosenAlias {
  const ofOld = bindings.find(({ alias }) => alias === old);
  if (ofOld?.wwid === wwid) return { kind: "bound", alias: ofOld.alias };
  const bound = findBinding(bindings, wwid)?.alias;
  if (bound !== undefined) return { kind: isTaken(bound) ? "taken" : "bound", alias: bound };
  const isOldFree = old !== undefined && ofOld === undefined && scanAlias(prefix, old) !== undefined;
  const alias = isOldFree ? old : freeAlias(bindings, prefix, isTaken);
  return alias === undefined ? { kind: "none" } : { kind: "new", alias };
}

/** That of the lowest id that is neither bound nor taken. */
export function freeAlias(
  bindings: readonly Binding[],
  prefix: string,
  isTaken: AliasQuestion["isTaken"],
): string | undefined {
  const bound = new Set(bindings.map(({ alias }) => alias));
  for (let id = 1; ; id++) {
    const alias = formatAlias(prefix, id);
    if (alias === undefined || !(bound.has(alias) || isTaken(alias))) return alias;
  }
}
