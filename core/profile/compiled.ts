import type { Bus, Condition, Layer, LunSettings } from "./profile.ts";
import type { Settings } from "./settings.ts";

/** Settings from one source, in force where `when` holds. */
export interface SettingLayer {
  /** `default`, a profile name, or a site file with its section. */
  readonly source: string;
  readonly when?: Condition;
  readonly settings: Partial<Settings>;
}

/** A profile with the families that it extends, lowest first. */
export interface CompiledProfile {
  readonly title: string;
  readonly layers: readonly SettingLayer[];
  readonly testOnly?: true;
}

/** `match` gives the profile, `exclude` gives it with claim never, `except` gives none. */
export type EntryKind = "match" | "except" | "exclude";

/** One glob triple. Every field is a glob; `*` where the profile gives none. */
export interface CompiledEntry {
  readonly kind: EntryKind;
  readonly bus: Bus;
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
  readonly profile: string;
  readonly layer: Layer;
}

/** What an exclusion is about; `product` is vendor and product together. */
export type ExclusionKind = "devnode" | "wwid" | "product" | "property" | "protocol";

/** One pattern of `exclude` or `exclude_exceptions`. */
export interface CompiledExclusion {
  readonly kind: ExclusionKind;
  /** Globs, see `exclusionGlob`: one, or vendor and product. All must fit. */
  readonly patterns: readonly string[];
  /** Whether it takes something out of the exclusions of its kind. */
  readonly except?: true;
  /** Where it stands: `FILE:LINE:COLUMN`. */
  readonly at: string;
}

/** Everything that matching needs, as one plain JSON value: what the worker reads. */
export interface CompiledProfiles {
  readonly schema: "pathplug.profiles/1";
  /** Least specific first: the last one that matches wins, as in udev's hwdb. */
  readonly entries: readonly CompiledEntry[];
  readonly profiles: Readonly<Record<string, CompiledProfile>>;
  readonly site: {
    /** Over the built-in defaults, under the profiles. */
    readonly defaults?: SettingLayer;
    /** Over the profiles. */
    readonly overrides?: SettingLayer;
    readonly luns: readonly LunSettings[];
    /** What is never multipathed, and exceptions from that. */
    readonly exclusions?: readonly CompiledExclusion[];
    /** Where `luns` came from. */
    readonly source?: string;
  };
}
