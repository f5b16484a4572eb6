import type { System } from "../system/system.ts";
import { baseName } from "../system/text.ts";

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
