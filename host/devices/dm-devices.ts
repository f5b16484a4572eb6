import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";

/** The kernel's name (`dm-3`) of the device-mapper device with a name. */
export function findDmDevice(system: System, name: string): string | undefined {
  return (system.list("/sys/block") ?? []).find(
    (dm) => dm.startsWith("dm-") && readAttribute(system, `/sys/block/${dm}/dm/name`) === name,
  );
}

/** What sysfs says of a multipath map, or what was concluded where a recorded machine lacks it. */
export interface MapHead {
  readonly name: string;
  readonly uuid: string;
  /** The kernel's name, `dm-3`. */
  readonly dm: string;
}

/** The multipath maps that sysfs names, by whom ever they were made (`mpath-` UUID). */
export function readMapHeads(system: System): readonly MapHead[] {
  return (system.list("/sys/block") ?? []).flatMap((dm) => {
    if (!dm.startsWith("dm-")) return [];
    const uuid = readAttribute(system, `/sys/block/${dm}/dm/uuid`);
    if (uuid?.startsWith("mpath-") !== true) return [];
    return [{ name: readAttribute(system, `/sys/block/${dm}/dm/name`) ?? dm, uuid, dm }];
  });
}

/** The one of them with a UUID. */
export function findMapHead(system: System, uuid: string): MapHead | undefined {
  return readMapHeads(system).find((map) => map.uuid === uuid);
}

/** Kernel names of the partitions that kpartx made on a map. */
export function readPartitions(system: System, dm: string): readonly string[] {
  return (system.list(`/sys/block/${dm}/holders`) ?? []).filter((holder) =>
    /^part\d+-mpath-/.test(readAttribute(system, `/sys/block/${holder}/dm/uuid`) ?? ""),
  );
}

/** Their names; none of a device that is not there. */
export function partitionNames(system: System, dm: string | undefined): readonly string[] {
  if (dm === undefined) return [];
  return readPartitions(system, dm).map((part) => readAttribute(system, `/sys/block/${part}/dm/name`) ?? "");
}
