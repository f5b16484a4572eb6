import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { RUN } from "./run-directory.ts";

/**
 * Disks that may be another LUN than they were: a file for each, named by diskseq, which holds the unit attention that said so.
 * The rule's program writes it (worker/scripts/suspect.sh); the recheck takes it away when it knows.
 */
const SUSPECT = `${RUN}/suspect`;

/** What a disk is marked with that is known to be another LUN than its map's. */
export const OTHER = "that it is another LUN";

/** The name of a file whose disk is just being identified: what it tells meanwhile makes a new one. */
const IN_TEST = ".test";

/** What each suspect disk has told, by its diskseq. */
export function readSuspects(system: System): ReadonlyMap<string, string> {
  const suspects = new Map<string, string>();
  for (const name of system.list(SUSPECT) ?? []) {
    const diskseq = name.replace(IN_TEST, "");
    if (/^\d+$/.test(diskseq)) suspects.set(diskseq, readAttribute(system, `${SUSPECT}/${name}`) ?? "");
  }
  return suspects;
}

/**
 * Notes that a disk may be another LUN than it was, as the rule's program does: a /run that is full takes an empty file. Whether the
 * note is there.
 */
export function markSuspect(system: System, diskseq: string | undefined, why: string): boolean {
  const note = `${SUSPECT}/${diskseq}`;
  if (diskseq === undefined) return false;
  if (system.write(note, `${why}\n`, "replace").kind === "failed") system.write(note, "", "create");
  return system.exists(note);
}

/** Whether it has said so since it was begun to be identified. */
export function isSuspectAgain(system: System, diskseq: string | undefined): boolean {
  return diskseq !== undefined && system.exists(`${SUSPECT}/${diskseq}`);
}

/** The disk is about to be identified. */
export function beginIdentifying(system: System, diskseq: string | undefined): void {
  if (diskseq !== undefined) system.rename(`${SUSPECT}/${diskseq}`, `${SUSPECT}/${diskseq}${IN_TEST}`);
}

/** Whether it is just being identified, because it had said so. */
export function isBeingIdentified(system: System, diskseq: string | undefined): boolean {
  return diskseq !== undefined && system.exists(`${SUSPECT}/${diskseq}${IN_TEST}`);
}

/** It is the LUN that it was. False where it has said meanwhile that it may have changed again. */
export function endIdentifying(system: System, diskseq: string | undefined): boolean {
  if (diskseq === undefined) return true;
  if (isSuspectAgain(system, diskseq)) return false;
  if (isBeingIdentified(system, diskseq)) system.unlink(`${SUSPECT}/${diskseq}${IN_TEST}`);
  return true;
}

/** The disk is gone, or is looked at anew. */
export function clearSuspect(system: System, diskseq: string): void {
  for (const name of [diskseq, `${diskseq}${IN_TEST}`])
    if (system.exists(`${SUSPECT}/${name}`)) system.unlink(`${SUSPECT}/${name}`);
}
