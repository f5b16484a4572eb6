import { failedDevts } from "../../core/plan/compare-map.ts";
import type { Machine } from "../../core/plan/machine.ts";
import type { Action } from "../../core/plan/plan.ts";
import type { GoingLive } from "../../host/device-mapper/going-live.ts";
import { readMapStatus } from "../../host/device-mapper/live-maps.ts";
import { failUntilIdentified, sendMessage } from "../../host/device-mapper/map-message.ts";
import { readSuspects } from "../../host/run/suspects.ts";
import type { Run } from "./run.ts";

/**
 * With a new table the kernel uses every path. What has failed is to be tested first: see `recheck.ts`. That is looked at right before
 * the table goes live, since paths fail and come back while a plan is made. What has told since then that it may be another LUN
 * was failed in the table that stood. What it returns fails them in the new one.
 */
export async function keepFailed(
  { system }: Run,
  { liveMaps, paths }: Machine,
  { uuid, wwid, table = "" }: Action,
): Promise<GoingLive> {
  const live = liveMaps.find((map) => map.uuid === uuid);
  const status = live && ((await readMapStatus(system, uuid)) ?? live.status);
  const failed = failedDevts(status && { status });
  const used = paths.filter(({ devt }) => table.includes(` ${devt} `));
  const told = readSuspects(system);
  const isPathless = used.every(({ devt, diskseq = "" }) => failed.has(devt) || told.has(diskseq));
  const finish = async (): Promise<void> => {
    const suspects = readSuspects(system);
    for (const { devt, diskseq = "" } of used) {
      if (suspects.has(diskseq)) await failUntilIdentified(system, wwid, devt);
      else if (failed.has(devt)) await sendMessage(system, wwid, ["fail_path", devt]);
    }
  };
  return { isPathless, finish };
}
