import { isSafeName } from "../../core/identify/registry-key.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";
import { askForRecheck } from "./recheck-markers.ts";
import { RUN } from "./run-directory.ts";
import { markSuspect } from "./suspects.ts";

/** Over which disks a LUN's map stands, or last stood: a file for each WWID, with the diskseq of each. */
export const MADE = `${RUN}/made`;
/** The same files, of maps that were removed while their disks stayed: those are not made again by themselves. */
export const REMOVED = `${RUN}/removed`;

/** The disks of a LUN by diskseq, which no other disk ever gets; absent where the kernel does not tell of one. */
export type Diskseqs = readonly string[] | undefined;

/** Writes down that a map stands. */
export function noteMade(system: System, wwid: string, seqs: Diskseqs): void {
  if (!isSafeName(wwid)) return;
  const [made, removed] = [`${MADE}/${wwid}`, `${REMOVED}/${wwid}`];
  if (system.exists(removed)) system.unlink(removed);
  const text = textOf(seqs);
  if (text !== "" && readText(system, made) !== text) system.write(made, text, "replace");
}

/** Writes down that a map is removed, before it is, by somebody who wants it so. */
export function noteRemoved(system: System, wwid: string, seqs: Diskseqs): void {
  if (isSafeName(wwid)) system.write(`${REMOVED}/${wwid}`, textOf(seqs), "replace");
}

/** Says that a map which was to be removed has stayed. */
export function noteKept(system: System, wwid: string): void {
  if (isBeingRemoved(system, wwid)) system.unlink(`${REMOVED}/${wwid}`);
}

/** Whether somebody has removed the map of a LUN and wants it so, or is about to: while it stands, it may go any moment. */
export function isBeingRemoved(system: System, wwid: string): boolean {
  return isSafeName(wwid) && system.exists(`${REMOVED}/${wwid}`);
}

/** Forgets both: the map may be made again, as that of a LUN which was never seen. */
export function forgetRemoved(system: System, wwid: string): void {
  if (!isSafeName(wwid)) return;
  for (const file of [`${MADE}/${wwid}`, `${REMOVED}/${wwid}`]) if (system.exists(file)) system.unlink(file);
}

/** Forgets all maps: the host has changed hands. */
export function forgetAllRemoved(system: System): void {
  for (const directory of [MADE, REMOVED])
    for (const name of system.list(directory) ?? []) system.unlink(`${directory}/${name}`);
}

/**
 * The map of a LUN that was removed may be made again, but not over its old disks before each has said who it is: while they had no map
 * nothing was sent to them, so nothing has told whether the LUN has changed. `present`: its disks now. Whether there are any.
 */
export function readmitRemoved(system: System, wwid: string, present: Diskseqs): boolean {
  if (!isSafeName(wwid)) return false;
  const text = readText(system, `${REMOVED}/${wwid}`) ?? readText(system, `${MADE}/${wwid}`) ?? "";
  const seqs = text.split(" ").filter((seq) => present?.includes(seq));
  const unmarked = seqs.filter((seq) => !markSuspect(system, seq, "nothing since its map was removed"));
  if (seqs.length > 0) askForRecheck(system, "removed");
  if (unmarked.length === 0) forgetRemoved(system, wwid);
  return seqs.length > 0;
}

/**
 * Whether the map of a LUN that has none was removed while its disks stayed, and none has come since. `found`: by others,
 * and that is written down now. A disk that is new, or was plugged in again, ends it, and so does who wants it (`isWanted`): `doubted`
 * where the old disks have to be identified first. `usable`: the disks that a map would take; only one of those ends it by being new.
 */
export function settleRemoved(
  system: System,
  wwid: string,
  { usable, all }: { readonly usable: Diskseqs; readonly all: Diskseqs },
  isWanted: boolean,
): "removed" | "found" | "doubted" | undefined {
  if (!isSafeName(wwid)) return undefined;
  const [made, removed] = [`${MADE}/${wwid}`, `${REMOVED}/${wwid}`];
  const kept = readText(system, removed);
  const text = kept ?? readText(system, made);
  if (text === undefined) return undefined;
  const known = text.split(" ");
  if (isWanted || usable === undefined || !usable.every((seq) => known.includes(seq)))
    return readmitRemoved(system, wwid, all) ? "doubted" : undefined;
  if (kept === undefined) system.rename(made, removed);
  return kept === undefined ? "found" : "removed";
}

function textOf(seqs: Diskseqs): string {
  return [...(seqs ?? [])].sort().join(" ");
}
