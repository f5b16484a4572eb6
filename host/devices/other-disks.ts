import type { Machine } from "../../core/plan/machine.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";

/**
 * Kernel names by `major:minor` of what maps have as paths and what is no SCSI disk: DASD, NVMe. Others have made such maps. They are
 * shown, and left alone.
 */
export function readOtherDisks(
  system: System,
  { liveMaps, paths }: Pick<Machine, "liveMaps" | "paths">,
): ReadonlyMap<string, string> {
  const known = new Set(paths.map(({ devt }) => devt));
  const inTables = liveMaps.flatMap(({ table }) => table?.groups.flatMap((group) => group.paths) ?? []);
  const unknown = new Set(inTables.flatMap(({ devt }) => (known.has(devt) ? [] : [devt])));
  if (unknown.size === 0) return new Map();
  const names = (system.list("/sys/block") ?? []).flatMap((dev): readonly (readonly [string, string])[] => {
    const devt = readAttribute(system, `/sys/block/${dev}/dev`);
    return devt !== undefined && unknown.has(devt) ? [[devt, dev]] : [];
  });
  return new Map(names);
}
