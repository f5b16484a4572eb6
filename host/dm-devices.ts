import type { System } from "./system.ts";
import { readAttribute } from "./text.ts";

/** The kernel's name (`dm-3`) of the device-mapper device with a name. */
export function findDmDevice(system: System, name: string): string | undefined {
  return (system.list("/sys/block") ?? []).find(
    (dm) => dm.startsWith("dm-") && readAttribute(system, `/sys/block/${dm}/dm/name`) === name,
  );
}

/** Kernel names of the partitions that kpartx made on a map. */
export function readPartitions(system: System, dm: string): readonly string[] {
  return (system.list(`/sys/block/${dm}/holders`) ?? []).filter((holder) =>
    /^part\d+-mpath-/.test(readAttribute(system, `/sys/block/${holder}/dm/uuid`) ?? ""),
  );
}
