import type { System } from "./system.ts";

/** Where pathplug keeps markers and caches; all of it may be deleted at any time. */
export const RUN = "/run/pathplug";

/** Written by the early unit, last; without it no rule claims and no worker acts. */
export const ARMED = `${RUN}/armed`;

const QUEUE = `${RUN}/queue`;
/** Markers that a run has taken and not finished; what a killed run leaves here is taken again by the next. */
const TAKEN = `${RUN}/taken`;
const RELOAD = `${RUN}/reload`;
const IN_USE = `${RUN}/in-use`;
const MAPS = `${RUN}/maps`;

/** The directories below /run/pathplug; made by whoever comes first. */
const DIRECTORIES = [RUN, QUEUE, TAKEN, RELOAD, IN_USE, MAPS, `${RUN}/rtpg`];

export function makeRunDirectories(system: System): void {
  for (const directory of DIRECTORIES) {
    if (!system.exists(directory)) system.makeDirectory(directory);
  }
}

/** Whether kicks wait that no run has taken. */
export function hasMarkers(system: System): boolean {
  return (system.list(QUEUE) ?? []).length > 0;
}

/** Kernel names whose markers a killed run took and did not finish. */
export function unfinishedMarkers(system: System): readonly string[] {
  return system.list(TAKEN) ?? [];
}

/**
 * Takes all markers: each is moved out of the queue in one rename, so an event that comes now leaves a new one.
 * Returns the kernel names.
 */
export function takeMarkers(system: System): readonly string[] {
  const names = system.list(QUEUE) ?? [];
  for (const name of names) system.rename(`${QUEUE}/${name}`, `${TAKEN}/${name}`);
  return names;
}

/** Says that the taken markers have been dealt with. */
export function finishMarkers(system: System, names: readonly string[]): void {
  for (const name of names) system.unlink(`${TAKEN}/${name}`);
}

/**
 * Marks the uevent that a resume with this udev cookie will cause as a reload that only changes paths, so that
 * the map rule lets nothing above probe again. Kernel and rule see the cookie's low half below dmsetup's own
 * flags (0x60), in decimal.
 */
export function markReload(system: System, cookie: number): string {
  const marker = `${RELOAD}/${(0x60 << 16) | (cookie & 0xffff)}`;
  system.write(marker, "", "replace");
  return marker;
}

/** Keeps the claim rule from a disk (by diskseq, which no other disk ever gets) and from its LUN (by id). */
export function markInUse(system: System, diskseq: string | undefined, keys: readonly string[]): void {
  for (const name of diskseq === undefined ? keys : [diskseq, ...keys]) {
    if (!system.exists(`${IN_USE}/${name}`)) system.write(`${IN_USE}/${name}`, "", "replace");
  }
}

/**
 * Writes down what a map's links are named by, before the map is made: udev cannot cut `mpath-` off the UUID. The
 * properties are those that kpartx_id gives; only an NAA id (3 and hex digits) is a world wide name.
 */
export function writeMapProperties(system: System, uuid: string, wwid: string): void {
  if (uuid.includes("/") || /[\n"\\]/.test(wwid)) return;
  const file = `${MAPS}/${uuid}`;
  if (system.exists(file)) return;
  const wwn = /^3[0-9a-f]+$/.test(wwid) ? `DM_WWN="0x${wwid.slice(1)}"\n` : "";
  system.write(file, `DM_TYPE="scsi"\nDM_SERIAL="${wwid}"\n${wwn}`, "replace");
}
