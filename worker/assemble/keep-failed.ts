import { failedDevts } from "../../core/plan/compare-map.ts";
import type { Machine } from "../../core/plan/machine.ts";
import type { Action } from "../../core/plan/plan.ts";
import { readMapStatus } from "../../host/device-mapper/live-maps.ts";
import { failUntilIdentified, sendMessage } from "../../host/device-mapper/map-message.ts";
import { readSuspects } from "../../host/run/suspects.ts";
import type { Run } from "./run.ts";

/**
 * With a new table the kernel uses every path. What has failed is to be tested first: see `recheck.ts`. That is looked at right before
 * the table goes live, since paths fail and come back while a plan is made. What has told since then that it may be another LUN
 * was failed in the table that stood. Returns what fails them in the new one.
 */
export async function keepFailed(
  { system }: Run,
  { liveMaps, paths }: Machine,
  { uuid, wwid, table = "" }: Action,
): Promise<() => Promise<void>> {
  const live = liveMaps.find((map) => map.uuid === uuid);
  const status = live && ((await readMapStatus(system, uuid)) ?? live.status);
  const failed = failedDevts(status && { status });
  const isIn = (devt: string): boolean => table.includes(` ${devt} `);
  return async () => {
    const suspects = readSuspects(system);
    for (const { devt, diskseq = "" } of paths)
      if (suspects.has(diskseq) && isIn(devt)) await failUntilIdentified(system, wwid, devt);
    for (const devt of failed) if (isIn(devt)) await sendMessage(system, wwid, ["fail_path", devt]);
  };
}
