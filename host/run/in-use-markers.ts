import { type LeftMark, parseLeftMark, renderLeftMark } from "../../core/claim/left-mark.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";
import { RUN } from "./run-directory.ts";

/** What is left to the system: a file for each disk (by diskseq) and for each LUN (by every spelling of its id). */
const IN_USE = `${RUN}/in-use`;

/**
 * Exists while anything is left. By it the claim rule knows whether the end of a device-mapper or RAID device concerns
 * anybody; udev cannot ask whether a directory is empty.
 */
export const LEFT = `${RUN}/left`;

/**
 * Keeps the claim rule from a disk (by diskseq, which no other disk ever gets) and from its LUN (by id): because it is used,
 * or for the reason that `mark` gives.
 */
export function markInUse(
  system: System,
  diskseq: string | undefined,
  keys: readonly string[],
  mark?: LeftMark,
): void {
  const text = renderLeftMark(mark);
  const names = diskseq === undefined ? keys : [diskseq, ...keys];
  for (const name of names) {
    if (readText(system, `${IN_USE}/${name}`) !== text) system.write(`${IN_USE}/${name}`, text, "replace");
  }
  if (names.length > 0 && !system.exists(LEFT)) system.write(LEFT, "", "replace");
}

/** Whether a mark says that somebody uses what it names. */
export function isMarkOfUse(system: System, name: string): boolean {
  return readText(system, `${IN_USE}/${name}`) === "";
}

/** What is left though nobody uses it, by the name of its mark. */
export function readLeftMarks(system: System): ReadonlyMap<string, LeftMark> {
  const marks = new Map<string, LeftMark>();
  if (!system.exists(LEFT)) return marks;
  for (const name of listInUse(system)) {
    const mark = parseLeftMark(readText(system, `${IN_USE}/${name}`) ?? "");
    if (mark !== undefined) marks.set(name, mark);
  }
  return marks;
}

/** Takes the marks of LUNs away whose map could not be made: it is to be tried again. */
export function forgetFailures(system: System): void {
  for (const [name, { reason }] of readLeftMarks(system)) {
    if (reason === "map-failed") unmarkInUse(system, name, []);
  }
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
