import { type FrozenItem, frozenSet, unknownLuns } from "../../core/freeze/frozen-set.ts";
import { given } from "../../core/values/given.ts";
import { listRules } from "../ownership/rule-files.ts";
import { readRegistry } from "../registry/registry.ts";
import { findProgram } from "../system/programs.ts";
import type { System } from "../system/system.ts";
import { readNeededLuns } from "./needed-luns.ts";

/** Which LUNs get maps before the system begins. */
export type FrozenLuns = "needed" | "all";

/** What is to be frozen, and WWIDs of LUNs that boot needs and nobody has registered. */
export interface FrozenSet {
  readonly items: readonly FrozenItem[];
  readonly unknown: readonly string[];
}

/** What an initramfs for this host needs, by the registry and by what is mounted now; `more` are WWIDs of further LUNs that it needs. */
export function readFrozenSet(system: System, luns: FrozenLuns, more: readonly string[] = []): FrozenSet {
  const registry = readRegistry(system);
  const found = luns === "all" ? undefined : readNeededLuns(system);
  const needed = found === undefined ? undefined : { ...found, wwids: new Set([...found.wwids, ...more]) };
  const items = frozenSet({
    registry,
    ...given({ needed }),
    has: (path) => system.exists(path),
    find: (program) => findProgram(system, program),
    rules: listRules(system),
  });
  return { items, unknown: unknownLuns({ registry, ...given({ needed }) }) };
}
