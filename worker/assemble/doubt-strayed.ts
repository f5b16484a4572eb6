import { devtsOf } from "../../core/plan/eligible-paths.ts";
import type { Machine } from "../../core/plan/machine.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { mapWwid } from "../../core/topology/luns.ts";
import { failUntilIdentified } from "../../host/device-mapper/map-message.ts";
import { askForRecheck } from "../../host/run/recheck-markers.ts";
import { markSuspect } from "../../host/run/suspects.ts";
import type { Run } from "./run.ts";

/**
 * Before a plan is performed: a path that the kernel has read anew as another LUN's, unasked by the recheck, mostly changed with all
 * ports of its array. The other paths of its map are in doubt until each has said who it is; the path itself carries nothing more,
 * also where its map cannot do without it yet.
 */
export async function doubtStrayed({ system }: Run, machine: Machine, { actions }: Plan): Promise<void> {
  for (const { wwid, strayed } of actions) {
    if (strayed === undefined) continue;
    const own = devtsOf(machine.liveMaps.find((map) => mapWwid(map) === wwid));
    for (const { dev, devt, diskseq, suspect } of machine.paths) {
      if (suspect !== undefined || !own.has(devt) || strayed.includes(devt)) continue;
      markSuspect(system, diskseq, "that a path of the same LUN is another one");
      askForRecheck(system, dev);
    }
    for (const devt of strayed) await failUntilIdentified(system, wwid, devt);
  }
}
