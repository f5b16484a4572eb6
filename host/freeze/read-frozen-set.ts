import { type FrozenItem, frozenSet } from "../../core/freeze/frozen-set.ts";
import { given } from "../../core/values/given.ts";
import { readRegistry } from "../registry/registry.ts";
import { findProgram } from "../system/programs.ts";
import type { System } from "../system/system.ts";
import { readNeededLuns } from "./needed-luns.ts";

/** Which LUNs get maps before the system begins. */
export type FrozenLuns = "needed" | "all";

/** What an initramfs for this host needs, by the registry and by what is mounted now. */
export function readFrozenSet(system: System, luns: FrozenLuns): readonly FrozenItem[] {
  return frozenSet({
    registry: readRegistry(system),
    ...given({ needed: luns === "all" ? undefined : readNeededLuns(system) }),
    has: (path) => system.exists(path),
    find: (program) => findProgram(system, program),
    list: (directory) => system.list(directory) ?? [],
  });
}
