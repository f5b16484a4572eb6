import type { Machine } from "../../core/plan/machine.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { mapWwid } from "../../core/topology/luns.ts";
import { failUntilIdentified } from "../../host/device-mapper/map-message.ts";
import { askForRecheck } from "../../host/run/recheck-markers.ts";
import { markSuspect, OTHER } from "../../host/run/suspects.ts";
import type { Run } from "./run.ts";

/**
 * Before a plan is performed: a path that the kernel has read anew as another LUN's, unasked by the recheck, mostly changed with all
 * ports of its array. The other paths of its map are in doubt until each has said who it is, once; the path itself carries nothing more,
 * also where its map cannot do without it yet: the recheck then has it deleted.
 */
export async function doubtStrayed({ system }: Run, machine: Machine, { actions }: Plan): Promise<void> {
  for (const { wwid, strayed } of actions) {
    if (strayed === undefined) continue;
    const { dm = "" } = machine.liveMaps.find((map) => mapWwid(map) === wwid) ?? {};
    const unmarked = machine.paths.filter(
      ({ holders, suspect }) => suspect === undefined && holders.includes(dm),
    );
    if (unmarked.some(({ devt }) => strayed.includes(devt)))
      for (const { dev, devt, diskseq } of unmarked) {
        markSuspect(
          system,
          diskseq,
          strayed.includes(devt) ? OTHER : "that a path of its LUN is another one",
        );
        askForRecheck(system, dev);
      }
    for (const devt of strayed) await failUntilIdentified(system, wwid, devt);
  }
}
