import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";
import { RECHECK, RECHECKING } from "./run-directory.ts";

/**
 * Takes what waits for the recheck: events since the last call. The markers stay, in another place, until `finishRecheck`:
 * a recheck that is killed is started again by what it had taken.
 */
export function takeRechecks(system: System): readonly string[] {
  const names = system.list(RECHECK) ?? [];
  return names.filter(
    (name) => system.rename(`${RECHECK}/${name}`, `${RECHECKING}/${name}`).kind === "written",
  );
}

/** What a recheck that was killed had taken: nobody knows how far it had come with it. */
export function unfinishedRechecks(system: System): readonly string[] {
  return system.list(RECHECKING) ?? [];
}

/**
 * Places (H:C:T:L) of disks that have told something of themselves, by their markers: `rescan` that size or write protection has
 * changed, `target` that the LUNs of their target have. The rule names them so (59-pathplug-scsi.rules). `scan`: from there a disk was to be
 * deleted that has become another one.
 */
export function placesTold(
  markers: readonly string[],
  what: "rescan" | "target" | "scan",
): readonly string[] {
  const prefix = `${what}-`;
  return markers.flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
}

/** Has the failed paths of a map tested, though no event has told of them. */
export function askForRecheck(system: System, dm: string): void {
  system.write(`${RECHECK}/${dm}`, "", "create");
}

/** Has the recheck see to it that a place is looked at again. */
export function askForScan(system: System, place: string): void {
  system.write(`${RECHECK}/scan-${place}`, "", "create");
}

function groupsFile(wwid: string): string {
  return `${RECHECKING}/groups-${wwid.replaceAll("/", "_")}`;
}

/** Writes down which path groups of a map have a path that works, for the recheck that follows when this one is killed. */
export function rememberUsable(system: System, wwid: string, usable: readonly boolean[]): void {
  const text = usable.map(Number).join("");
  if (readText(system, groupsFile(wwid)) !== text) system.write(groupsFile(wwid), text, "replace");
}

/** What one that was killed has written down; absent where none was. */
export function rememberedUsable(system: System, wwid: string): readonly boolean[] | undefined {
  const text = readText(system, groupsFile(wwid));
  return text === undefined ? undefined : [...text].map((digit) => digit === "1");
}

/** Its map is gone. */
export function forgetUsable(system: System, wwid: string): void {
  system.unlink(groupsFile(wwid));
}

/** Nothing is left to be tested; what has come meanwhile waits for the next recheck. */
export function finishRecheck(system: System): void {
  for (const name of system.list(RECHECKING) ?? []) system.unlink(`${RECHECKING}/${name}`);
}
