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
  const used = (table.match(/ \d+:\d+ /g) ?? []).map((devt) => devt.trim());
  const readDoubted = () => {
    const suspects = readSuspects(system);
    return new Set(paths.flatMap(({ devt, diskseq = "" }) => (suspects.has(diskseq) ? devt : [])));
  };
  const told = readDoubted();
  const isPathless = used.every((devt) => failed.has(devt) || told.has(devt));
  const finish = async (): Promise<void> => {
    // Who has been identified since then is failed, too: udev has been told that nothing works, and hears of it again by its test.
    const doubted = readDoubted();
    for (const devt of used) {
      if (told.has(devt) || doubted.has(devt)) await failUntilIdentified(system, wwid, devt);
      else if (failed.has(devt)) await sendMessage(system, wwid, ["fail_path", devt]);
    }
  };
  return { isPathless, finish };
}
