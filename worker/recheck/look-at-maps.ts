import { pathsOfMaps } from "../../core/recheck/failed-paths.ts";
import { readMapPathStates } from "../../host/device-mapper/live-maps.ts";
import { sendMessage } from "../../host/device-mapper/map-message.ts";
import { readDisksByNumber } from "../../host/devices/disk-numbers.ts";
import { targetOf } from "../../host/devices/scsi-place.ts";
import { readRegistered } from "../../host/registry/registered.ts";
import type { System } from "../../host/system/system.ts";
import type { Journal } from "../engine/journal.ts";
import type { Errands } from "./errands.ts";
import type { FailbackWatch } from "./failback-watch.ts";
import type { FailedWatch } from "./failed-watch.ts";
import { knowLuns } from "./led-to.ts";
import type { MarginalWatch } from "./marginal-watch.ts";
import type { RetryCountdown } from "./no-path-retry.ts";
import { rescanTold, scanTold } from "./rescans.ts";
import { idleTold, siblingsTold, verification } from "./siblings-of-target.ts";
import type { SuspectWatch } from "./suspects.ts";

/** What is looked after, each with what it remembers. */
export interface Watches {
  readonly watch: FailedWatch;
  readonly countdown: RetryCountdown;
  readonly failback: FailbackWatch;
  readonly marginal: MarginalWatch;
  readonly suspects: SuspectWatch;
  readonly errands: Errands;
}

/**
 * Asks the kernel which paths it does not use, and which maps have none; has it not use those that may be other LUNs now. Throws
 * MapsUnknown where it does not answer; nothing that is remembered has changed then. Returns whether it is to be asked again soon.
 */
export async function lookAtMaps(
  system: System,
  journal: Journal,
  news: readonly string[],
  { watch, countdown, failback, marginal, suspects, errands }: Watches,
  now: number,
): Promise<boolean> {
  const isShown = watch.beginLook();
  const disks = readDisksByNumber(system);
  const seen = pathsOfMaps(await readMapPathStates(system));
  const { told, hasFailed, isRefused } = await suspects.hold(seen, disks);
  const maps = hasFailed ? pathsOfMaps(await readMapPathStates(system)) : seen;
  const registered = readRegistered(system);
  const known = knowLuns(system, registered);
  errands.add([
    ...rescanTold(system, news, seen, disks),
    ...scanTold(news),
    ...idleTold(system, news, maps, disks, journal),
  ]);
  const siblings = siblingsTold(system, news, maps, disks, known);
  const failed = watch.note(maps, disks, now, ({ wwid }, { dev, diskseq = "" }) => {
    const suspect = told.get(diskseq);
    const target = targetOf(system, dev);
    return { known: known(wwid, dev), target, ...(suspect === undefined ? {} : { suspect }) };
  });
  isShown();
  const doubtful = [...siblings, ...watch.takeUnproven()];
  errands.add(doubtful.map((path) => verification(path, journal)));
  watch.heldBack(await marginal.note(maps, disks, failed, registered));
  countdown.note(maps, registered, watch.suspectMaps(), now);
  for (const each of failback.note(maps, registered, now)) {
    if (await sendMessage(system, each.wwid, ["switch_group", `${each.group}`])) failback.done(each);
  }
  return isRefused;
}
