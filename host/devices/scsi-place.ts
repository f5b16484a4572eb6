import type { System } from "../system/system.ts";
import { baseName, readAttribute } from "../system/text.ts";

/** Where a SCSI disk is found: `H:C:T:L`; empty where that cannot be read. */
export function placeOf(system: System, dev: string): string {
  return baseName(system.readLink(`/sys/block/${dev}/device`) ?? "");
}

/** The target of a SCSI disk: `H:C:T`. */
export function targetOf(system: System, dev: string): string {
  return targetOfPlace(placeOf(system, dev));
}

/** The same of a place. */
export function targetOfPlace(place: string): string {
  return place.split(":").slice(0, 3).join(":");
}

/** Whether the kernel is recovering the host of a SCSI disk: until that is over it opens none of the host's disks. */
export function isHostRecovering(system: System, dev: string): boolean {
  const [host] = placeOf(system, dev).split(":");
  return readAttribute(system, `/sys/class/scsi_host/host${host}/state`)?.includes("recovery") === true;
}
