import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { readUptime } from "../system/uptime.ts";
import { RUN } from "./run-directory.ts";

/** When disks have last said who they are: a file for each, named by diskseq, with the second of uptime. */
const IDENTIFIED = `${RUN}/identified`;
/** For so long what the kernel has read of a disk is relied on, seconds. */
const RELIED_ON = 120;

/** Notes that a disk has said who it is, now or at another second of uptime. */
export function noteIdentified(
  system: System,
  diskseq: string | undefined,
  at: number = readUptime(system),
): void {
  if (!system.exists(IDENTIFIED)) system.makeDirectory(IDENTIFIED);
  system.write(`${IDENTIFIED}/${diskseq}`, `${at}\n`, "replace");
}

/**
 * Notes that the kernel has read these disks long ago, where the machine has been up for longer than that is relied on: udev may see them for
 * the first time only now, after a boot that has waited for somebody.
 */
export function noteReadLongAgo(system: System, diskseqs: Iterable<string | undefined>): void {
  if (isReliedOn(system, 0)) return;
  for (const diskseq of diskseqs) if (diskseq !== undefined) noteIdentified(system, diskseq, 0);
}

/** Whether anything is noted. */
export function hasIdentified(system: System): boolean {
  return (system.list(IDENTIFIED) ?? []).length > 0;
}

/** Forgets the notes of disks that are gone. */
export function forgetIdentified(system: System, present: ReadonlySet<string | undefined>): void {
  for (const name of system.list(IDENTIFIED) ?? [])
    if (!present.has(name)) system.unlink(`${IDENTIFIED}/${name}`);
}

/** When a disk has last said who it is, second of uptime; absent where it was never asked. */
export function identifiedAt(system: System, diskseq: string): string | undefined {
  return readAttribute(system, `${IDENTIFIED}/${diskseq}`);
}

/** Whether what was read of a disk at a second of uptime is still relied on. */
export function isReliedOn(system: System, at: string | number | undefined): boolean {
  return readUptime(system) - Number(at) < RELIED_ON;
}
