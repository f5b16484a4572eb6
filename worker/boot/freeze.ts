import { renderFrozenItem } from "../../core/render/frozen-item.ts";
import { type FrozenLuns, readFrozenSet } from "../../host/freeze/read-frozen-set.ts";
import { readOwnership } from "../../host/ownership/ownership.ts";
import type { Engine } from "../engine/engine.ts";

/**
 * Prints what an initramfs needs, a line for each item: for the hooks of those who make one, which run wherever an engine is. Nothing
 * where pathplug does not own the host. `more` are WWIDs of further LUNs that it needs. Returns the exit status.
 */
export function freeze(
  { system, writeOut, writeError }: Pick<Engine, "system" | "writeOut" | "writeError">,
  luns: FrozenLuns,
  more: readonly string[],
): number {
  if (readOwnership(system).owner !== "pathplug") return 0;
  const { items, unknown } = readFrozenSet(system, luns, more);
  for (const item of items) writeOut(`${renderFrozenItem(item)}\n`);
  for (const wwid of unknown)
    writeError(`pathplug: boot needs ${wwid}, which is not registered: run \`pathplug assemble\` first\n`);
  return 0;
}
