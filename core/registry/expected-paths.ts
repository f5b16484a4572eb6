import type { RegistryEntry } from "./entry.ts";

/**
 * How many paths the next assembly expects, after one that found `found`: as many as the last two assemblies found at most.
 * So a path that is absent once is waited for again, and one that was absent twice is not; one that is back counts at
 * once. An assembly is the making of a map, not each event after it.
 */
export function expectPaths(entry: RegistryEntry, found: number): RegistryEntry {
  const { paths: expected, lastPaths, ...rest } = entry;
  if (expected === undefined || found >= expected) return { ...rest, paths: found };
  const paths = lastPaths === undefined ? expected : Math.max(found, lastPaths);
  return found < paths ? { ...rest, paths, lastPaths: found } : { ...rest, paths };
}

/** After a change of a map that stands: more paths than expected are expected from now on, fewer are no absence. */
export function noteMorePaths(entry: RegistryEntry, found: number): RegistryEntry {
  return entry.paths === undefined || found >= entry.paths ? expectPaths(entry, found) : entry;
}

/** At how many boots in a row a LUN may be late before a boot waits for it no longer. */
const LATE_TWICE = 2;

/** Whether a boot waits for a LUN of which no path is there. */
export function isAwaited({ late = 0 }: RegistryEntry): boolean {
  return late < LATE_TWICE;
}

/** After known LUNs were waited for at a boot. */
export function noteLate(entry: RegistryEntry, isLate: boolean): RegistryEntry {
  const { late = 0, ...rest } = entry;
  return isLate ? { ...rest, late: Math.min(late + 1, LATE_TWICE) } : rest;
}
