import type { CompiledExclusion, ExclusionKind } from "../profile/compiled.ts";
import { fitsExclusion } from "../profile/exclusion-glob.ts";

/** What exclusions are compared with: one path of a LUN. */
export interface ExcludableFacts {
  /**
   * The values of each kind, each with as many parts as its patterns have: one kernel name, one WWID, vendor and product, one
   * protocol as multipath.conf(5) spells it (`scsi:fcp`), the names of all properties that udev has stored.
   */
  readonly values: Readonly<Record<ExclusionKind, readonly (readonly string[])[]>>;
  /** Whether one of the properties that are excepted has to be there. */
  readonly wantsProperty: boolean;
}

/** What an exclusion says of a path. */
export interface Exclusion {
  /** Whether it is not to be multipathed; otherwise an exception says that it is no exclusion of its kind. */
  readonly isExcluded: boolean;
  readonly kind: ExclusionKind;
  /** The pattern; absent where a property is missing. */
  readonly by?: CompiledExclusion;
}

/** In the order of multipath-tools (filter_path): the first kind that excludes decides, an exception undoes its own kind alone. */
const kinds: readonly ExclusionKind[] = ["property", "devnode", "product", "protocol", "wwid"];

/** The exclusion of a path; absent where there is none, or an exception from it. */
export function findExclusion(
  exclusions: readonly CompiledExclusion[],
  facts: ExcludableFacts,
): Exclusion | undefined {
  for (const kind of kinds) {
    const found = decideKind(exclusions, kind, facts);
    if (found?.isExcluded === true) return found;
  }
  return undefined;
}

/**
 * What the patterns of one kind say: the first value that one is about decides, an exception before an exclusion. A property
 * that is wanted and missing excludes too.
 */
export function decideKind(
  exclusions: readonly CompiledExclusion[],
  kind: ExclusionKind,
  { values, wantsProperty }: ExcludableFacts,
): Exclusion | undefined {
  for (const value of values[kind]) {
    const fits = exclusions.filter(
      (one) =>
        one.kind === kind && one.patterns.every((pattern, at) => fitsExclusion(pattern, value[at] ?? "")),
    );
    const by = fits.find(({ except }) => except) ?? fits[0];
    if (by !== undefined) return { isExcluded: by.except !== true, kind, by };
  }
  return kind === "property" && wantsProperty ? { isExcluded: true, kind } : undefined;
}

/** `wwid 36* (/etc/pathplug/pathplug.json:3:14)`. */
export function exclusionText({ kind, by }: Exclusion): string {
  return by === undefined
    ? "no property that exclude_exceptions names"
    : `${kind} ${by.patterns.join(" ")} (${by.at})`;
}
