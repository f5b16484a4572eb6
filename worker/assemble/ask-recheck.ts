import { devtsOf } from "../../core/plan/eligible-paths.ts";
import type { Judgement } from "../../core/plan/judge.ts";
import type { Machine } from "../../core/plan/machine.ts";
import type { Action } from "../../core/plan/plan.ts";
import { pathsOfMaps } from "../../core/recheck/failed-paths.ts";
import { mapWwid } from "../../core/topology/luns.ts";
import type { PathFacts } from "../../core/topology/path.ts";
import { isOpenable } from "../../core/topology/serving.ts";
import { isLongUnheard } from "../../host/devices/unheard-disks.ts";
import { askForRecheck } from "../../host/run/recheck-markers.ts";
import { markSuspect } from "../../host/run/suspects.ts";
import type { System } from "../../host/system/system.ts";
import type { Doubts } from "./doubt.ts";
import type { Run } from "./run.ts";
import { SUSPECT_INTERVAL } from "./waits.ts";

/**
 * Has failed paths tested whose event nobody has seen: those of a map that the initramfs made, or that failed while the
 * rules were not in force. A map that queues and has no path is counted.
 */
export function askAboutFailed(system: System, { liveMaps, presentDevts }: Machine): void {
  for (const live of liveMaps) {
    const isDue = pathsOfMaps([live]).some(
      ({ active, queueing, failed }) =>
        failed.some(({ devt }) => presentDevts.includes(devt)) || (queueing && active === 0),
    );
    if (isDue) askForRecheck(system, live.dm);
  }
}

/**
 * Has paths identified that are in no map, and whose place may have become another LUN's unheard: those that cannot be opened, as long as
 * they are away, for nothing else tells that they are back; and those that a map is about to take, though they have been there for long.
 * The LUNs of the latter are in doubt, too, each with when it is looked at again.
 */
export function askAboutUnheard(
  { system, unheard }: Run,
  { liveMaps, paths }: Machine,
  { luns }: Judgement,
  doubtful: Doubts["doubtful"],
): Doubts["doubtful"] {
  const maps = new Map(liveMaps.map((map) => [mapWwid(map), map]));
  const diskseqs = new Map(paths.map(({ dev, diskseq }) => [dev, diskseq]));
  const left = new Map(doubtful);
  for (const { lun, decision } of luns)
    for (const path of lun.paths) {
      const { dev, devt, suspect } = path;
      if (suspect !== undefined || devtsOf(maps.get(lun.wwid)).has(devt)) continue;
      const diskseq = diskseqs.get(dev);
      const isWanted = decision !== undefined && !doubtful.has(lun.wwid) && !unheard.has(diskseq);
      const told = whatUnheardTold(system, path, diskseq, isWanted);
      if (told === undefined) continue;
      const isMarked = markSuspect(system, diskseq, told);
      askForRecheck(system, dev);
      if (!isOpenable(path)) continue;
      if (isMarked) unheard.add(diskseq);
      // Where nothing can be written down, nobody could say that it has been identified.
      left.set(lun.wwid, isMarked ? system.monotonic() + SUSPECT_INTERVAL : undefined);
    }
  return left;
}

/** What is said of such a path; absent where it is none. */
function whatUnheardTold(
  system: System,
  path: PathFacts,
  diskseq: string | undefined,
  isWanted: boolean,
): string | undefined {
  if (!isOpenable(path))
    return path.claimed === true ? `nothing while its state was ${path.state}` : undefined;
  return isWanted && isLongUnheard(system, path.devt, diskseq) ? "nothing for long" : undefined;
}

/**
 * Has the seconds counted until a map changes over to its best group (`failback` N). One that goes on with a lesser group need not have
 * a path that has failed: the array has handed its LUN over, or the best path has come later.
 */
export function askForFailback(system: System, { liveMaps }: Machine, { uuid, spec, table }: Action): void {
  if (typeof spec?.settings.failback !== "number") return;
  const live = liveMaps.find((map) => map.uuid === uuid);
  const inUse = live?.table?.initialGroup ?? 0;
  if (live !== undefined && (table !== undefined || inUse > 1)) askForRecheck(system, live.dm);
}
