import { claimKey } from "../identify/registry-key.ts";
import type { PathFacts } from "../topology/path.ts";
import { devtsOf } from "./eligible-paths.ts";
import type { Machine } from "./machine.ts";

/** Why a path is left that its profile would have claimed. */
export const UNNAMED = "page 83 names no WWID that a map could have";

/**
 * Of the paths without a WWID those that the claim rule takes on sight, because the kernel gives them an id and their
 * profile or the mode says so. No map is ever made of them, so they would be claimed for ever: they are left like what is in
 * use. What a map holds stays, and so does what the registry lists: it had a name once, and its LUN may stand.
 */
export function unnamedPaths(
  machine: Machine,
  unidentified: readonly PathFacts[],
  isOnSight: (path: PathFacts) => boolean,
): readonly PathFacts[] {
  if (unidentified.length === 0) return [];
  const held = new Set(machine.liveMaps.flatMap((map) => [...devtsOf(map)]));
  return unidentified.filter((path) => {
    const key = claimKey(path.identity);
    if (key === undefined || held.has(path.devt) || machine.registry.has(key)) return false;
    return isOnSight(path) && !machine.nativeIds.includes(path.identity.kernelId ?? "");
  });
}
