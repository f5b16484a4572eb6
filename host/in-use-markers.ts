import { RUN } from "./run-directory.ts";
import type { System } from "./system.ts";

/** What is left to the system: a file for each disk (by diskseq) and for each LUN (by every spelling of its id). */
const IN_USE = `${RUN}/in-use`;

/**
 * Exists while anything is left. By it the claim rule knows whether the end of a device-mapper or RAID device concerns
 * anybody; udev cannot ask whether a directory is empty.
 */
export const LEFT = `${RUN}/left`;

/** Keeps the claim rule from a disk (by diskseq, which no other disk ever gets) and from its LUN (by id). */
export function markInUse(system: System, diskseq: string | undefined, keys: readonly string[]): void {
  const names = diskseq === undefined ? keys : [diskseq, ...keys];
  for (const name of names) {
    if (!system.exists(`${IN_USE}/${name}`)) system.write(`${IN_USE}/${name}`, "", "replace");
  }
  if (names.length > 0 && !system.exists(LEFT)) system.write(LEFT, "", "replace");
}

/** Takes the marks of a disk and of its LUN away: nobody uses them any more. */
export function unmarkInUse(system: System, diskseq: string | undefined, keys: readonly string[]): void {
  let isLess = false;
  for (const name of diskseq === undefined ? keys : [diskseq, ...keys]) {
    if (!system.exists(`${IN_USE}/${name}`)) continue;
    system.unlink(`${IN_USE}/${name}`);
    isLess = true;
  }
  if (isLess) noteWhetherLeft(system);
}

/** Every mark there is. */
export function listInUse(system: System): readonly string[] {
  return (system.list(IN_USE) ?? []).filter((name) => !name.endsWith(".new"));
}

/** The rule takes a disk's mark away by itself when the disk leaves. */
export function noteWhetherLeft(system: System): void {
  if (listInUse(system).length === 0 && system.exists(LEFT)) system.unlink(LEFT);
}
