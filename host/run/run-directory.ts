import { renderMapFile } from "../../core/render/map-file.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";

/** Where pathplug keeps markers and caches; ARCHITECTURE.md says what follows when one is deleted. */
export const RUN = "/run/pathplug";

/** Written by the early unit, last; without it no rule claims and no worker acts. */
export const ARMED = `${RUN}/armed`;

/**
 * Written where the worker could not work and the host was disarmed for it (worker/scripts/fallback.sh), and where the host was to be
 * given up and is not (host/ownership/disable.ts): the next run that works arms it again.
 */
export const DISARMED_BY_FAILURE = `${RUN}/disarmed-by-failure`;

const QUEUE = `${RUN}/queue`;
/** Markers that a run has taken and not finished; what a killed run leaves here is taken again by the next. */
const TAKEN = `${RUN}/taken`;
/** Markers of LUNs that could not be finished; pathplug-retry.service moves them back to the queue after a while. */
export const PARKED = `${RUN}/parked`;
/** How long the next parked markers wait, in seconds: kept by worker/scripts/retry.sh. */
const BACK_OFF = `${RUN}/back-off`;
const RELOAD = `${RUN}/reload`;
/** Maps of which a path has failed, by kernel name, and `transport` where a link has changed: see `recheck-markers.ts`. */
export const RECHECK = `${RUN}/recheck`;
/** Those that the recheck has taken; they lie here as long as it has to go on. */
export const RECHECKING = `${RUN}/rechecking`;
/** Locks of LUNs whose keys are registered or changed, and what is written down beside them: see `host/own/unproven.ts`. */
export const OWN = `${RUN}/own`;
const IN_USE = `${RUN}/in-use`;
const MAPS = `${RUN}/maps`;
/** One file per udev cookie that is in use; what a killed run leaves here is given back by the next. */
const COOKIES = `${RUN}/cookies`;

/** The directories below /run/pathplug; made by whoever comes first. */
const DIRECTORIES = [
  RUN,
  QUEUE,
  TAKEN,
  PARKED,
  RELOAD,
  IN_USE,
  MAPS,
  COOKIES,
  `${RUN}/rtpg`,
  RECHECK,
  RECHECKING,
  `${RUN}/suspect`,
  `${RUN}/made`,
  `${RUN}/removed`,
  `${RUN}/exclusive`,
  `${RUN}/shrunk`,
  `${RUN}/swapping`,
  `${RUN}/wanted`,
  `${RUN}/requests`,
  `${RUN}/answers`,
  OWN,
];

export function makeRunDirectories(system: System): void {
  for (const directory of DIRECTORIES) {
    if (!system.exists(directory)) system.makeDirectory(directory);
  }
}

/** Whether kicks wait that no run has taken. */
export function hasMarkers(system: System): boolean {
  return (system.list(QUEUE) ?? []).length > 0;
}

/** Markers that a killed run took and did not finish. */
export function unfinishedMarkers(system: System): readonly string[] {
  return system.list(TAKEN) ?? [];
}

/**
 * Takes all markers: each is moved out of the queue in one rename, so an event that comes now leaves a new one.
 * Returns the markers' names; `diskOfMarker` tells which disk one is about.
 */
export function takeMarkers(system: System): readonly string[] {
  const names = system.list(QUEUE) ?? [];
  return names.filter((name) => system.rename(`${QUEUE}/${name}`, `${TAKEN}/${name}`).kind === "written");
}

/** The marker by which every disk is asked to be looked at. */
export const EVERYTHING = "all";

/** Has the worker look at the LUN of a disk, though no event of udev's asks for it. */
export function kickAssemble(system: System, dev: string): void {
  system.write(`${QUEUE}/${dev}`, "", "create");
}

/** Says that the taken markers have been dealt with. */
export function finishMarkers(system: System, names: readonly string[]): void {
  for (const name of names) system.unlink(`${TAKEN}/${name}`);
}

/** In front of the names of parked markers, also when they are back in the queue: they are to come last. */
const AGAIN = "again-";

/** The kernel name that a marker stands for; `all` stands for every disk. */
export function diskOfMarker(name: string): string {
  return name.startsWith(AGAIN) ? name.slice(AGAIN.length) : name;
}

/** Disks whose markers are parked, or were and have come back: what could not be finished with them comes last. */
export function lateDisks(system: System, markers: readonly string[]): ReadonlySet<string> {
  const parked = [...(system.list(PARKED) ?? []), ...markers].filter((name) => name.startsWith(AGAIN));
  return new Set(parked.map(diskOfMarker));
}

/**
 * Parks the markers of `devs`, and takes those away that are parked of other disks among `done`. With nothing parked the
 * next back-off begins from the start.
 */
export function parkMarkers(system: System, devs: readonly string[], done: readonly string[]): void {
  for (const dev of devs) system.write(`${PARKED}/${AGAIN}${dev}`, "", "create");
  const parked = system.list(PARKED) ?? [];
  const over = parked.filter((name) => {
    const dev = diskOfMarker(name);
    return done.includes(dev) && !devs.includes(dev);
  });
  for (const name of over) system.unlink(`${PARKED}/${name}`);
  if (parked.length === over.length && system.exists(BACK_OFF)) system.unlink(BACK_OFF);
}

/** How long what is parked waits before it is tried next, seconds; 0 where nothing has come back since it was parked. */
export function readBackOff(system: System): number {
  return Number.parseInt(readText(system, BACK_OFF) ?? "0", 10) || 0;
}

/** Takes every marker away, wherever it lies: nothing is to be done on this host. */
export function dropMarkers(system: System): void {
  takeMarkers(system);
  finishMarkers(system, unfinishedMarkers(system));
  parkMarkers(system, [], (system.list(PARKED) ?? []).map(diskOfMarker));
}

/**
 * Marks the uevent that a resume with this udev cookie will cause as a reload that only changes paths, so that
 * the map rule lets nothing above probe again. Kernel and rule see the cookie's low half below dmsetup's own
 * flags (0x60), in decimal. A map without a path that works (`isPathless`) is not ready, and udev does not read it.
 */
export function markReload(system: System, cookie: string, isPathless: boolean): void {
  system.write(reloadMarker(cookie), isPathless ? "MPATH_DEVICE_READY=0\n" : "", "replace");
}

/** udev is through with what a cookie was for: a later one may have the same low half. */
export function unmarkReload(system: System, cookie: string): void {
  if (system.exists(reloadMarker(cookie))) system.unlink(reloadMarker(cookie));
}

function reloadMarker(cookie: string): string {
  return `${RELOAD}/${(0x60 << 16) | (Number(cookie) & 0xffff)}`;
}

/** Takes away the marks of reloads that a killed run had begun, but of those whose cookies may still wait. */
export function clearReloads(system: System, cookies: readonly string[]): void {
  const kept = new Set(cookies.map(reloadMarker));
  for (const name of system.list(RELOAD) ?? [])
    if (!kept.has(`${RELOAD}/${name}`)) system.unlink(`${RELOAD}/${name}`);
}

/** Stands beside the cookies while one is being made, whose name nobody knows yet; holds the time, in seconds. */
const COMING_COOKIE = `${COOKIES}/coming`;

/** Writes down that a udev cookie is about to be made. */
export function noteComingCookie(system: System): void {
  system.write(COMING_COOKIE, `${Math.floor(system.now() / 1_000)}\n`, "create");
}

/** When a killed run was about to make a cookie, in seconds since the epoch; absent when it had its name. */
export function readComingCookie(system: System): number | undefined {
  const text = readText(system, COMING_COOKIE)?.trim();
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** Says that the cookie that was about to be made is known, or was never made. */
export function forgetComingCookie(system: System): void {
  if (system.exists(COMING_COOKIE)) system.unlink(COMING_COOKIE);
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
