import { failedDevts } from "../../core/plan/compare-map.ts";
import type { Machine } from "../../core/plan/machine.ts";
import type { Action } from "../../core/plan/plan.ts";
import { failUntilIdentified, sendMessage } from "../../host/device-mapper/map-message.ts";
import { readSuspects } from "../../host/run/suspects.ts";
import type { Run } from "./run.ts";

/**
 * With a new table the kernel uses every path. What had failed is to be tested first: see `recheck.ts`. What has told since the
 * plan was made that it may be another LUN was failed in the table that stood then.
 */
export async function keepFailed(
  { system }: Run,
  { liveMaps, paths }: Machine,
  { uuid, wwid, table = "" }: Action,
): Promise<void> {
  const live = liveMaps.find((map) => map.uuid === uuid);
  const isIn = (devt: string): boolean => table.includes(` ${devt} `);
  const suspects = readSuspects(system);
  for (const { devt, diskseq = "" } of paths)
    if (suspects.has(diskseq) && isIn(devt)) await failUntilIdentified(system, wwid, devt);
  for (const devt of live === undefined ? [] : failedDevts(live))
    if (isIn(devt)) await sendMessage(system, wwid, ["fail_path", devt]);
}
