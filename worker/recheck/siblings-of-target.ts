import { diagnose } from "../../core/diagnostic/codes.ts";
import type { MapPaths } from "../../core/recheck/failed-paths.ts";
import type { KnownLun } from "../../core/recheck/same-lun.ts";
import type { Asked } from "../../core/recheck/test-turns.ts";
import { mapUuid } from "../../core/topology/luns.ts";
import { failUntilIdentified } from "../../host/device-mapper/map-message.ts";
import { hasNumber, type NumberedDisk } from "../../host/devices/disk-numbers.ts";
import { findMapHead } from "../../host/devices/dm-devices.ts";
import { forgetDisk } from "../../host/devices/forget-disk.ts";
import { targetOf, targetOfPlace } from "../../host/devices/scsi-place.ts";
import { identifyPath } from "../../host/devices/test-path.ts";
import { readUdevProperties } from "../../host/devices/udev-database.ts";
import { askForRecheck, placesTold } from "../../host/run/recheck-markers.ts";
import { markSuspect, OTHER, readSuspects } from "../../host/run/suspects.ts";
import { doForAll } from "../../host/system/at-once.ts";
import type { System } from "../../host/system/system.ts";
import { readAttribute } from "../../host/system/text.ts";
import { diagnosticLine, type Journal } from "../engine/journal.ts";
import { comparePage83 } from "./compare-page83.ts";
import type { Errand } from "./errands.ts";
import { tellMissing } from "./tell-missing.ts";

/** How many paths of a map are failed at the same time. */
const AT_ONCE = 8;

/** A path that the kernel uses, and what its LUN was. */
export interface UsedPath extends Asked {
  readonly map: string;
  readonly devt: string;
  readonly disk: NumberedDisk;
  readonly known: KnownLun;
}

/**
 * The paths of the targets of which one LUN has told that they have changed: a target need tell it of one LUN alone. Their maps use
 * them while they are identified, because arrays say so whenever a LUN is added.
 */
export function siblingsTold(
  system: System,
  news: readonly string[],
  maps: readonly MapPaths[],
  disks: ReadonlyMap<string, NumberedDisk>,
  known: (wwid: string, dev: string) => KnownLun,
): readonly UsedPath[] {
  const targets = targetsTold(news);
  if (targets.size === 0) return [];
  return maps.flatMap(({ map, wwid, used }) =>
    [...used].flatMap((devt): readonly UsedPath[] => {
      const disk = disks.get(devt);
      const target = disk === undefined ? "" : targetOf(system, disk.dev);
      if (disk === undefined || !targets.has(target)) return [];
      return [{ map, wwid, devt, disk, target, known: known(wwid, disk.dev) }];
    }),
  );
}

/** The disks of those targets that no map has, and that one may take. */
export function idleTold(
  system: System,
  news: readonly string[],
  maps: readonly MapPaths[],
  disks: ReadonlyMap<string, NumberedDisk>,
  journal: Journal,
): readonly Errand[] {
  const targets = targetsTold(news);
  if (targets.size === 0) return [];
  const mapped = new Set(maps.flatMap(({ paths }) => [...paths]));
  return [...disks].flatMap(([devt, disk]): readonly Errand[] => {
    const target = mapped.has(devt) ? "" : targetOf(system, disk.dev);
    if (!targets.has(target) || readUdevProperties(system, devt)?.get("PATHPLUG_PATH") !== "1") return [];
    // Which LUN it is nobody knows: it counts as one by itself.
    return [{ wwid: `${disk.diskseq}`, target, run: (at: System) => verifyIdle(at, journal, disk, devt) }];
  });
}

/** One that is not what it was, or does not say so, is in doubt: whoever looks after those does the rest. */
async function verifyIdle(
  system: System,
  journal: Journal,
  disk: NumberedDisk,
  devt: string,
): Promise<boolean> {
  if (!hasNumber(system, disk, devt)) return false;
  const answer = await comparePage83(system, journal, disk.dev);
  if (answer === "same" || answer === "none" || !hasNumber(system, disk, devt)) return false;
  markSuspect(system, disk.diskseq, "nothing of which LUN it is");
  return true;
}

function targetsTold(news: readonly string[]): ReadonlySet<string> {
  return new Set(placesTold(news, "target").map((place) => targetOfPlace(place)));
}

/** Finding out whether a path that its map uses is what it was, when its turn comes. */
export function verification(path: UsedPath, journal: Journal): Errand {
  const run = (system: System) => verifyPath(system, path, journal);
  return { wwid: path.wwid, target: path.target, run };
}

/**
 * One that has become another LUN is failed at once, and its place looked at anew; one that does not say who it is, or that
 * cannot be asked, is failed until it has said so. Its turn may come late, and its answer: by then its number may be another disk's.
 */
async function verifyPath(system: System, path: UsedPath, journal: Journal): Promise<boolean> {
  const { wwid, devt, disk, known } = path;
  if (!hasNumber(system, disk, devt)) return false;
  const test = await identifyPath(system, disk.dev, known);
  if (test.kind === "untested") tellMissing(system, journal, test);
  // Where no path can be asked, failing all of a target that tells of a LUN that was added would help nobody.
  if (test.kind === "up" || "missing" in test || !hasNumber(system, disk, devt)) return false;
  if (test.kind === "changed") await tellChanged(system, journal, path);
  else {
    markSuspect(system, disk.diskseq, "nothing of which LUN it is");
    await failUntilIdentified(system, wwid, devt);
  }
  return true;
}

/**
 * A path is another LUN than its map's now: the kernel deletes its disk and looks at its place anew. Until it is gone no table has
 * it, and the other paths of its map are used no more until they have said who they are: an array that gives a LUN number to
 * another LUN mostly does so at all its ports. All marks come before anything is waited for, that of the path itself last: whoever is
 * killed in between leaves none in doubt unmarked, and the recheck, which is asked for before, fails what is marked.
 */
export async function tellChanged(
  system: System,
  journal: Journal,
  { map, wwid, devt, disk }: Pick<UsedPath, "map" | "wwid" | "devt" | "disk">,
): Promise<void> {
  const isNews = readSuspects(system).get(disk.diskseq ?? "") !== OTHER;
  askForRecheck(system, disk.dev);
  const siblings = isNews ? markSiblings(system, wwid, disk.dev) : [];
  markSuspect(system, disk.diskseq, OTHER);
  await failUntilIdentified(system, wwid, devt);
  await doForAll(siblings, AT_ONCE, async (dev) => {
    const sibling = readAttribute(system, `/sys/block/${dev}/dev`);
    if (sibling !== undefined) await failUntilIdentified(system, wwid, sibling);
  });
  const told = `It answers as another LUN than ${wwid}, and is looked for anew.`;
  const changed = diagnose("path-changed", disk.dev, told);
  const about = { kind: "refused", code: changed.code, wwid, map, devs: [disk.dev] } as const;
  journal("error", diagnosticLine(changed), about);
  await forgetDisk(system, disk, devt);
}

/** Marks the other paths of a LUN's map, whether it has the changed one still or has gone on without it; which they are. */
function markSiblings(system: System, wwid: string, changed: string): readonly string[] {
  const dm = findMapHead(system, mapUuid(wwid))?.dm;
  const siblings = (system.list(`/sys/block/${dm}/slaves`) ?? []).filter((dev) => dev !== changed);
  for (const dev of siblings) {
    const diskseq = readAttribute(system, `/sys/block/${dev}/diskseq`);
    markSuspect(system, diskseq, `that ${changed}, a path of the same LUN, is another one`);
  }
  return siblings;
}
