import { identifiedAt, isReliedOn } from "../run/identified-disks.ts";
import type { System } from "../system/system.ts";
import { readUdevRecord } from "./udev-database.ts";

/**
 * Whether a disk that no map uses has come, or has said who it is, so long ago that it may have become another LUN unheard: a target
 * tells that to who sends it something. What udev has just seen for the first time the kernel has just read.
 */
export function isLongUnheard(system: System, devt: string, diskseq: string | undefined): boolean {
  const [came = ""] = readUdevRecord(system, `b${devt}`)?.("I") ?? [];
  // One that cannot be marked would be in doubt for ever.
  if (diskseq === undefined || came === "") return false;
  return !isReliedOn(system, identifiedAt(system, diskseq) ?? Number(came) / 1e6);
}
