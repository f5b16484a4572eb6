import type { Judgement } from "./judge.ts";
import type { Machine } from "./machine.ts";
import { usedPaths } from "./used-paths.ts";

/** Disks that are left to the system for one and the same reason. */
export interface Left {
  readonly devs: readonly string[];
  readonly use: string;
}

/**
 * What is left to whoever uses it though a profile or the registry knows it, what becomes a map once it is free; and that
 * whose map could not be made. What the site excludes, or the mode gives back, is as it should be.
 */
export function leftLuns(machine: Machine, judgement: Judgement): readonly Left[] {
  const left = new Map<string, string[]>();
  for (const { path, use, known, left: mark } of usedPaths(machine, judgement)) {
    if (known && (mark === undefined || mark.reason === "map-failed"))
      left.set(use, [...(left.get(use) ?? []), path.dev]);
  }
  return [...left].map(([use, devs]) => ({ use, devs }));
}
