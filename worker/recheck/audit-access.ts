import { hasAccessChanged } from "../../core/recheck/access-change.ts";
import { naturalOrder } from "../../core/topology/natural-order.ts";
import type { RawPath } from "../../core/topology/path.ts";
import { readScsiDisk } from "../../host/devices/scsi-disk.ts";
import { readTargetPortGroups } from "../../host/devices/target-port-groups.ts";
import type { AccessCache } from "../../host/run/access-cache.ts";
import { kickAssemble } from "../../host/run/run-directory.ts";
import type { System } from "../../host/system/system.ts";

/**
 * Asks the LUN of a map for its access states, and has the worker look at it where they are not those that the map was grouped by.
 * An array need not tell that they have changed, and where it does, it tells the paths that carry something; what sysfs says of the
 * others is as old as the kernel's own last question. One command tells all target port groups of most arrays. `usable` are the disks
 * that it can be asked on, `heard` what all LUNs have said, read once for all of them; they are asked in the order in which the
 * worker does, because controllers that disagree would have it look again and again.
 */
export async function auditAccess(
  system: System,
  heard: AccessCache,
  usable: readonly string[],
): Promise<void> {
  const paths = usable.flatMap((dev) => readScsiDisk(system, dev) ?? []);
  paths.sort((a, b) => naturalOrder(a.hctl, b.hctl));
  const asked = await readTargetPortGroups(system, paths);
  const changed = asked.paths.find((raw, at) =>
    hasAccessChanged(withAnswer(paths[at] ?? raw, heard.get(`${raw.dev} ${raw.diskseq}`)), raw),
  );
  if (changed !== undefined) kickAssemble(system, changed.dev);
}

function withAnswer(raw: RawPath, rtpg: Uint8Array | undefined): RawPath {
  return rtpg === undefined ? raw : { ...raw, rtpg };
}
