import type { LiveMap } from "../../core/topology/map.ts";
import { readDmInfo } from "../device-mapper/dm-info.ts";
import { performChange } from "../device-mapper/perform-action.ts";
import { releaseUnnamedCookies } from "../device-mapper/udev-cookies.ts";
import { readPartitions } from "../devices/dm-devices.ts";
import { returnDisks } from "../devices/path-partitions.ts";
import { triggerTapes } from "../devices/tape-events.ts";
import { isLockHeld } from "../run/lock.ts";
import { forgetAllRemoved } from "../run/removed-maps.ts";
import {
  ARMED,
  DISARMED_BY_FAILURE,
  dropMarkers,
  EVERYTHING,
  kickAssemble,
  RUN,
} from "../run/run-directory.ts";
import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";
import { writeOwner } from "./enable.ts";
import { OWNER_FILE, renderOwnership } from "./ownership.ts";

/** A map that somebody has open, and who as far as sysfs tells. */
export interface OpenMap {
  readonly name: string;
  readonly by: string;
}

/** Maps that are open by others than the partition maps that kpartx made on them. */
export async function readOpenMaps(system: System, maps: readonly LiveMap[]): Promise<readonly OpenMap[]> {
  if (maps.length === 0) return [];
  const infos = await readDmInfo(system);
  return maps.flatMap(({ name, dm, openCount }) => {
    if (openCount === 0) return [];
    const holders = system.list(`/sys/block/${dm}/holders`) ?? [];
    const parts = readPartitions(system, dm);
    const busy = parts.filter((part) => (infos.get(part)?.openCount ?? 1) > 0);
    const others = holders.filter((holder) => !parts.includes(holder));
    return [{ name, by: [...busy, ...others].join(" ") || "a mount, swap or a program" }];
  });
}

/** What a host has of ours: its maps, and the disks that are claimed. */
export interface Multipathed {
  readonly maps: readonly LiveMap[];
  readonly disks: readonly string[];
}

/** How long a worker that runs already may take to end, seconds. */
const WORKER_PATIENCE = 120;

/**
 * Gives multipathing up: no more claims, unused maps go, the owner is `none`, what was noted of paths is forgotten, and udev looks
 * again at the disks that are free now. A worker that runs already is waited for, one that starts later finds the host disarmed. When that
 * one does not end, or a map does not go, the owner is unchanged and the next run arms the host; the maps that had gone are made again.
 * `read` is called when no worker runs any more: the last one may have made maps. Returns what has gone.
 */
export async function performDisable(system: System, read: () => Promise<Multipathed>): Promise<Multipathed> {
  const wasArmed = system.exists(ARMED) || system.exists(DISARMED_BY_FAILURE);
  // As it is: where /etc is read-only this fails before any map has gone.
  writeOwner(system, readText(system, OWNER_FILE) ?? renderOwnership({ owner: "none", mode: "known" }));
  // First, or a run that works again would arm the host once more.
  system.unlink(DISARMED_BY_FAILURE);
  system.unlink(ARMED);
  // Whoever takes the lock after that finds the host disarmed.
  if (await isLockHeld(system, WORKER_PATIENCE)) {
    if (wasArmed) leaveArmingToNextRun(system);
    fail("tryAgain", "assemble-running", "host", "the host's lock was not free in time");
  }
  const had = await read();
  // Those that go now are made again where others stay.
  forgetAllRemoved(system);
  await releaseUnnamedCookies(system);
  for (const { name, uuid } of had.maps) {
    const wwid = uuid.replace(/^mpath-/, "");
    const outcome = await performChange(system, { kind: "remove", name, wwid, uuid, reason: "disabled" });
    if (outcome.kind === "changed") continue;
    if (wasArmed) leaveArmingToNextRun(system);
    fail("tryAgain", "map-in-use", name, `the map ${name} does not go: ${outcome.reason}`);
  }
  writeOwner(system, renderOwnership({ owner: "none", mode: "known" }));
  forgetPaths(system);
  await returnDisks(system, had.disks);
  triggerTapes(system);
  return had;
}

/**
 * Has the next run arm the host: it marks what has come into use meanwhile, and looks at every disk, for whose events nobody was
 * there. A run that is at work now may take the marker, and finds the note behind it: hence this order.
 */
function leaveArmingToNextRun(system: System): void {
  system.write(DISARMED_BY_FAILURE, "", "replace");
  kickAssemble(system, EVERYTHING);
}

/** What is known of paths in /run, each a directory of files. */
const OF_PATHS = ["recheck", "rechecking", "suspect", "marginal", "path-errors", "rtpg"] as const;
/** And which programs were missed. */
const MISSED = `${RUN}/untested`;

/**
 * Forgets what was noted of paths, and what waits to be done: whoever owns the host next begins anew. A recheck that runs finds
 * that the host is nobody's, and ends.
 */
function forgetPaths(system: System): void {
  dropMarkers(system);
  for (const directory of OF_PATHS)
    for (const name of system.list(`${RUN}/${directory}`) ?? []) system.unlink(`${RUN}/${directory}/${name}`);
  if (system.exists(MISSED)) system.unlink(MISSED);
}
