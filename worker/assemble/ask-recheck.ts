import { devtsOf } from "../../core/plan/eligible-paths.ts";
import type { Judgement } from "../../core/plan/judge.ts";
import type { Machine } from "../../core/plan/machine.ts";
import type { Action } from "../../core/plan/plan.ts";
import { pathsOfMaps } from "../../core/recheck/failed-paths.ts";
import { mapWwid } from "../../core/topology/luns.ts";
import { isOpenable } from "../../core/topology/serving.ts";
import { askForRecheck } from "../../host/run/recheck-markers.ts";
import { markSuspect } from "../../host/run/suspects.ts";
import type { System } from "../../host/system/system.ts";

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
 * Has paths identified that cannot be in a map because they cannot be opened: while they are away their place may become another
 * LUN's, which the kernel would not hear, and nothing else tells that they are back.
 */
export function askAboutAway(system: System, { liveMaps, paths }: Machine, { luns }: Judgement): void {
  const maps = new Map(liveMaps.map((map) => [mapWwid(map), map]));
  const diskseqs = new Map(paths.map(({ dev, diskseq }) => [dev, diskseq]));
  for (const { lun } of luns)
    for (const path of lun.paths) {
      const { dev, devt, claimed, suspect, state } = path;
      if (suspect !== undefined || claimed !== true || isOpenable(path)) continue;
      if (devtsOf(maps.get(lun.wwid)).has(devt)) continue;
      markSuspect(system, diskseqs.get(dev), `nothing while its state was ${state}`);
      askForRecheck(system, dev);
    }
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
