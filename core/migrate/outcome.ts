import type { Place } from "../diagnostic/diagnostic.ts";
import type { LeftReason } from "./keyword.ts";
import type { ConfValue } from "./multipath-conf.ts";

/** A value that has a place in pathplug's files. */
export interface CarriedValue {
  readonly keyword: string;
  readonly value: string;
  readonly place: Place;
  /** Where it is now: `pathplug.json#/defaults/failback`, `profiles.d/NAME.json#/settings/failback`, `enable --mode yes`. */
  readonly into: readonly string[];
  /** What is not quite the same. */
  readonly note?: string;
}

/** A value that has none. */
export interface LeftValue {
  readonly keyword: string;
  readonly value: string;
  readonly place: Place;
  readonly why: LeftReason;
  /** What holds instead, or what to do. */
  readonly hint: string;
}

/** What has become of each value, on its way. */
export class Outcome {
  readonly carried: CarriedValue[] = [];
  readonly left: LeftValue[] = [];

  carry({ keyword, value, place }: ConfValue, into: readonly string[], note?: string): void {
    this.carried.push({ keyword, value, place, into, ...(note === undefined ? {} : { note }) });
  }

  leave({ keyword, value, place }: ConfValue, why: LeftReason, hint: string): void {
    this.left.push({ keyword, value, place, why, hint });
  }
}

/** In the order of files given, then by line and column. */
export function byPlace<T extends { readonly place: Place }>(
  values: readonly T[],
  files: readonly string[],
): T[] {
  return values.toSorted(
    ({ place: one }, { place: other }) =>
      files.indexOf(one.file ?? "") - files.indexOf(other.file ?? "") ||
      (one.line ?? 0) - (other.line ?? 0) ||
      (one.column ?? 0) - (other.column ?? 0),
  );
}
