import { renderMapFile } from "../core/render/map-file.ts";
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
/** One file per udev cookie that is in use; what a killed run leaves here is given back by the next. */
const COOKIES = `${RUN}/cookies`;

/** The directories below /run/pathplug; made by whoever comes first. */
const DIRECTORIES = [RUN, QUEUE, TAKEN, RELOAD, IN_USE, MAPS, COOKIES, `${RUN}/rtpg`];

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
  return names.filter((name) => system.rename(`${QUEUE}/${name}`, `${TAKEN}/${name}`).kind === "written");
}

/** The marker by which every disk is asked to be looked at. */
export const EVERYTHING = "all";

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

/** Takes away the marks of reloads that a killed run had begun: a later cookie may have the same low half. */
export function clearReloads(system: System): void {
  for (const name of system.list(RELOAD) ?? []) system.unlink(`${RELOAD}/${name}`);
}

/** Writes down that a udev cookie is in use; the kernel keeps its semaphore until somebody gives it back. */
export function noteCookie(system: System, cookie: string): void {
  system.write(`${COOKIES}/${cookie}`, "", "create");
}

export function forgetCookie(system: System, cookie: string): void {
  system.unlink(`${COOKIES}/${cookie}`);
}

/** Cookies in use. To be asked while no change is under way: then they are those of killed runs. */
export function notedCookies(system: System): readonly string[] {
  return (system.list(COOKIES) ?? []).filter((name) => COOKIE.test(name));
}

/** As `dmsetup udevcreatecookie` prints it: `0x0D4D` and four digits, letters in upper case. */
const COOKIE = /^0x[0-9A-Fa-f]{1,8}$/;

/** Writes down what a map's links are named by, before the map is made; see `renderMapFile`. */
export function writeMapFile(system: System, uuid: string): void {
  const file = renderMapFile(uuid);
  if (file === undefined || system.exists(`${MAPS}/${file.name}`)) return;
  system.write(`${MAPS}/${file.name}`, file.text, "replace");
}
