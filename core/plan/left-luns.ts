import type { Judgement } from "./judge.ts";
import type { Machine } from "./machine.ts";
import { usedPaths } from "./used-paths.ts";

/** Disks that are left to the system for one and the same reason. */
export interface Left {
  readonly devs: readonly string[];
  readonly use: string;
}

/** What is left to whoever uses it though a profile or the registry knows it: what becomes a map once it is free. */
export function leftLuns(machine: Machine, judgement: Judgement): readonly Left[] {
  const left = new Map<string, string[]>();
  for (const { path, use, known } of usedPaths(machine, judgement)) {
    if (known) left.set(use, [...(left.get(use) ?? []), path.dev]);
  }
  return [...left].map(([use, devs]) => ({ use, devs }));
}
