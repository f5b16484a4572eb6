import type { LiveMap } from "../../core/topology/map.ts";
import { readDmInfo } from "../device-mapper/dm-info.ts";
import { performChange } from "../device-mapper/perform-action.ts";
import { releaseUnnamedCookies } from "../device-mapper/udev-cookies.ts";
import { readPartitions } from "../devices/dm-devices.ts";
import { returnDisks } from "../devices/path-partitions.ts";
import { triggerTapes } from "../devices/tape-events.ts";
import { underLock, WORKER_PATIENCE } from "../run/lock.ts";
import { forgetAllRemoved } from "../run/removed-maps.ts";
import { ARMED, DISARMED_BY_FAILURE, EVERYTHING, kickAssemble, RUN } from "../run/run-directory.ts";
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

/**
 * Gives multipathing up: unused maps go, the owner file goes, no more claims, what was noted of paths is forgotten, and udev looks
 * again at the disks that are free now. All of it under the host's lock: a run that is at work is waited for, and the next one finds the
 * host given up. When the lock is not free in time, or a map does not go, the host is as it was, armed, and a run makes the maps again
 * that had gone. Killed before the owner file goes it leaves just that, and later a run gives the disks back. `read` is called when no
 * worker runs any more: the last one may have made maps. Returns what has gone.
 */
export async function performDisable(system: System, read: () => Promise<Multipathed>): Promise<Multipathed> {
  // As it is: where /etc is read-only this fails before any map has gone.
  writeOwner(system, readText(system, OWNER_FILE) ?? renderOwnership({ owner: "none", mode: "known" }));
  const ran = await underLock(system, WORKER_PATIENCE, () => giveUp(system, read));
  if (ran === undefined) fail("tryAgain", "assemble-running", "host", "the host's lock was not free in time");
  return ran.done;
}

async function giveUp(system: System, read: () => Promise<Multipathed>): Promise<Multipathed> {
  // Wherever this ends, a run follows: it makes the maps again that have gone, or gives back what is claimed.
  kickAssemble(system, EVERYTHING);
  const had = await read();
  // Those that go now are made again where others stay.
  forgetAllRemoved(system);
  await releaseUnnamedCookies(system);
  for (const { name, uuid } of had.maps) {
    const wwid = uuid.replace(/^mpath-/, "");
    const outcome = await performChange(system, { kind: "remove", name, wwid, uuid, reason: "disabled" });
    if (outcome.kind === "changed") continue;
    fail("tryAgain", "map-in-use", name, `the map ${name} does not go: ${outcome.reason}`);
  }
  // A host without the file is nobody's, and boots as one that never was ours.
  system.unlink(OWNER_FILE);
  if (system.exists(OWNER_FILE))
    fail("failed", "write-failed", OWNER_FILE, `${OWNER_FILE} could not be removed`);
  // First, or a run that works again would arm the host once more.
  system.unlink(DISARMED_BY_FAILURE);
  system.unlink(ARMED);
  forgetPaths(system);
  await returnDisks(system, had.disks);
  triggerTapes(system);
  return had;
}

/** What is known of paths in /run, each a directory of files. */
const OF_PATHS = ["recheck", "rechecking", "suspect", "marginal", "path-errors", "rtpg"] as const;
/** And which programs were missed. */
const MISSED = `${RUN}/untested`;

/**
 * Forgets what was noted of paths: whoever owns the host next begins anew. A recheck that runs finds that the host is nobody's, and
 * ends. What waits to be done the run takes away that follows.
 */
export function forgetPaths(system: System): void {
  for (const directory of OF_PATHS)
    for (const name of system.list(`${RUN}/${directory}`) ?? []) system.unlink(`${RUN}/${directory}/${name}`);
  if (system.exists(MISSED)) system.unlink(MISSED);
}
