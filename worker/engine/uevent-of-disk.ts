import { readUdevProperties } from "../../host/devices/udev-database.ts";
import type { System } from "../../host/system/system.ts";
import { readAttribute } from "../../host/system/text.ts";

/**
 * Number of the kernel's uevent that had udev look at a disk last; the claim rule has it kept. Only what is done because the claim rule
 * has kicked is brought about by it: that a path fails or works again is told by uevents of its map, or by none.
 */
export function ueventOfDisk(system: System, dev: string): string | undefined {
  const devt = readAttribute(system, `/sys/block/${dev}/dev`);
  return devt === undefined ? undefined : readUdevProperties(system, devt)?.get("PATHPLUG_SEQNUM");
}
