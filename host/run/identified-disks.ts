import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { readUptime } from "../system/uptime.ts";
import { RUN } from "./run-directory.ts";

/** When disks have last said who they are: a file for each, named by diskseq, with the second of uptime. */
const IDENTIFIED = `${RUN}/identified`;
/** For so long what the kernel has read of a disk is relied on, seconds. */
const RELIED_ON = 120;

/** Notes that a disk has said who it is; notes that nobody goes by any more are forgotten. */
export function noteIdentified(system: System, diskseq: string | undefined): void {
  const now = readUptime(system);
  if (!system.exists(IDENTIFIED)) system.makeDirectory(IDENTIFIED);
  for (const name of system.list(IDENTIFIED) ?? []) {
    if (!isReliedOn(system, identifiedAt(system, name))) system.unlink(`${IDENTIFIED}/${name}`);
  }
  system.write(`${IDENTIFIED}/${diskseq}`, `${now}\n`, "replace");
}

/** When a disk has said who it is, second of uptime; absent where that is long ago, or it was never asked. */
export function identifiedAt(system: System, diskseq: string): string | undefined {
  return readAttribute(system, `${IDENTIFIED}/${diskseq}`);
}

/** Whether what was read of a disk at a second of uptime is still relied on. */
export function isReliedOn(system: System, at: string | number | undefined): boolean {
  return readUptime(system) - Number(at) < RELIED_ON;
}
