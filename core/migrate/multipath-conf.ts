import type { Place } from "../diagnostic/diagnostic.ts";
import type { Section } from "./conf-section.ts";

/** A keyword with its value, and where the keyword stands. */
export interface ConfValue {
  readonly section: Section;
  readonly keyword: string;
  readonly value: string;
  readonly place: Place;
}

/** What stands between the braces of a device, multipath or protocol, in order; one keyword may stand there more than once. */
export interface ConfBlock {
  readonly place: Place;
  readonly values: readonly ConfValue[];
}

/** Regular expressions of paths: every one counts. */
export interface ConfLists {
  readonly devnode: readonly ConfValue[];
  readonly wwid: readonly ConfValue[];
  readonly property: readonly ConfValue[];
  readonly protocol: readonly ConfValue[];
  readonly device: readonly ConfBlock[];
}

/**
 * multipath.conf(5) and what stands in conf.d, as one. Values are in the order in which they were read: of those with one
 * keyword the last that is valid holds. Blocks about the same subject are one, at the place of the last.
 */
export interface MultipathConf {
  /** In the order in which they were read. */
  readonly files: readonly string[];
  readonly defaults: readonly ConfValue[];
  readonly overrides: readonly ConfValue[];
  /** By type of transport, within overrides. */
  readonly protocols: readonly ConfBlock[];
  readonly devices: readonly ConfBlock[];
  readonly multipaths: readonly ConfBlock[];
  readonly blacklist: ConfLists;
  readonly blacklist_exceptions: ConfLists;
  /** Keywords that their section has not. */
  readonly unknown: readonly ConfValue[];
}

/** The last value of a keyword; undefined where there is none. */
export function lastValue(values: readonly ConfValue[], keyword: string): string | undefined {
  return values.findLast((one) => one.keyword === keyword)?.value;
}
