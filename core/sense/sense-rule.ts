import type { Meaning, Origin } from "./meaning.ts";

/** Sense data that a rule is about; what is left out may be anything. Numbers of ASCQ are a list. */
export interface SenseRule extends Meaning {
  readonly origin: Origin;
  readonly key: number;
  readonly asc?: number;
  readonly ascq?: readonly number[];
}

/** A rule in one line; `undefined` for what may be anything. */
export function rule(
  key: number,
  asc: number | undefined,
  ascq: readonly number[] | undefined,
  origin: Origin,
  says: string,
  next: string,
): SenseRule {
  return {
    key,
    ...(asc === undefined ? {} : { asc }),
    ...(ascq === undefined ? {} : { ascq }),
    origin,
    says,
    next,
  };
}

/** What to do about a path that is passive. */
export const TOPOLOGY = "`pathplug topology` shows whether another group serves; if none can, see the array";

/** What to do about a LUN of another size than it had. */
export const CAPACITY = "`pathplug list paths` compares sizes; `pathplug apply` after a rescan of every path";
