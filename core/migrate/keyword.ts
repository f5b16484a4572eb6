import type { WrittenSettings } from "../profile/profile.ts";
import type { Reader } from "./value-readers.ts";

/** Where keywords with a value stand, as libmultipath has them; `listed` is blacklist and blacklist_exceptions. */
export type ValueSection =
  | "defaults"
  | "listed"
  | "listed device"
  | "device"
  | "overrides"
  | "protocol"
  | "multipath";

/** Why a value has no key in the site's settings. */
export type LeftReason =
  /** multipath-tools knows no such keyword there. */
  | "unknown"
  /** multipath-tools does not take it either. */
  | "invalid"
  /** A later value of the same keyword holds. */
  | "replaced"
  /** pathplug has decided it otherwise, once for all. */
  | "otherwise"
  /** It is about multipathd itself. */
  | "daemon-only"
  /** Nothing would follow from it: it is the default, long dead, or about what pathplug never touches. */
  | "no-effect"
  /** pathplug has nothing like it. */
  | "missing"
  /** There is something like it, but not with exactly this meaning. */
  | "inexact"
  /** A command does it, not a setting. */
  | "by-command"
  /** What it asks for may lose data or names. */
  | "unsafe";

/** What becomes of a keyword. */
export type Fate =
  | { readonly kind: "setting"; readonly key: keyof WrittenSettings; readonly read: Reader }
  | { readonly kind: "left"; readonly why: LeftReason; readonly hint: string }
  /** It names what its section is about, or has a file of its own here that reads it. */
  | { readonly kind: "apart" };

export interface Keyword {
  readonly sections: readonly ValueSection[];
  readonly fate: Fate;
}
