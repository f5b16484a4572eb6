import { renderFrozenItem } from "../../core/render/frozen-item.ts";
import { type FrozenLuns, readFrozenSet } from "../../host/freeze/read-frozen-set.ts";
import { readOwnership } from "../../host/ownership/ownership.ts";
import type { System } from "../../host/system/system.ts";

/**
 * Prints what an initramfs needs, a line for each item: for the hooks of those who make one, which run wherever an engine is. Nothing
 * where pathplug does not own the host, or knows no LUN. Returns the exit status.
 */
export function freeze(system: System, luns: FrozenLuns, writeOut: (text: string) => void): number {
  if (readOwnership(system).owner !== "pathplug") return 0;
  for (const item of readFrozenSet(system, luns)) writeOut(`${renderFrozenItem(item)}\n`);
  return 0;
}
