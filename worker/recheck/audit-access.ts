import { hasAccessChanged } from "../../core/recheck/access-change.ts";
import { naturalOrder } from "../../core/topology/natural-order.ts";
import type { RawPath } from "../../core/topology/path.ts";
import { readDisk } from "../../host/devices/disks.ts";
import { readTargetPortGroups } from "../../host/devices/target-port-groups.ts";
import type { AccessCache } from "../../host/run/access-cache.ts";
import { kickAssemble } from "../../host/run/run-directory.ts";
import type { System } from "../../host/system/system.ts";

/**
 * Asks the LUN of a map for its access states, and has the worker look at it where they are not those that the map was grouped by.
 * An array need not tell that they have changed, and where it does, it tells the paths that carry something; what sysfs says of the
 * others is as old as the kernel's own last question, and of NVMe it keeps none. One command tells all target port groups of most arrays. `usable` are the disks
 * that it can be asked on, `heard` what all LUNs have said, read once for all of them; they are asked in the order in which the
 * worker does, because controllers that disagree would have it look again and again. An NVMe subsystem that has told no ANA states is
 * left alone: each question for a page that it does not have would be an entry of its error log.
 */
export async function auditAccess(
  system: System,
  heard: AccessCache,
  usable: readonly string[],
): Promise<void> {
  const paths = usable.flatMap((dev) => readDisk(system, dev) ?? []);
  const heardOn = (raw: RawPath): Uint8Array | undefined => heard.get(`${raw.dev} ${raw.diskseq}`);
  if (paths.every((raw) => raw.transport === "nvme" && heardOn(raw) === undefined)) return;
  paths.sort((a, b) => naturalOrder(a.hctl, b.hctl));
  const asked = await readTargetPortGroups(system, paths);
  const changed = asked.paths.find((raw, at) =>
    hasAccessChanged(withAnswer(paths[at] ?? raw, heardOn(raw)), raw),
  );
  if (changed !== undefined) kickAssemble(system, changed.dev);
}

function withAnswer(raw: RawPath, rtpg: Uint8Array | undefined): RawPath {
  return rtpg === undefined ? raw : { ...raw, rtpg };
}
