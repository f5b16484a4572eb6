import type { LiveMap } from "../core/topology/map.ts";
import { readDmInfo } from "./device-mapper-info.ts";
import { performChange } from "./device-mapper-perform.ts";
import { writeOwner } from "./enable.ts";
import { fail } from "./failure.ts";
import { renderOwnership } from "./ownership.ts";
import { ARMED } from "./run-directory.ts";
import { triggerDisk } from "./scsi-disk.ts";
import type { System } from "./system.ts";
import { readAttribute, readText } from "./text.ts";

/** A map that somebody has open, and who as far as sysfs tells. */
export interface OpenMap {
  readonly name: string;
  readonly by: string;
}

/** Maps that are open by others than the partition maps that kpartx made on them. */
export async function readOpenMaps(system: System, maps: readonly LiveMap[]): Promise<readonly OpenMap[]> {
  if (maps.length === 0) return [];
  const infos = await readDmInfo(system);
  return maps.flatMap(({ name, dm, openCount }) => {
    const holders = system.list(`/sys/block/${dm}/holders`) ?? [];
    const parts = holders.filter((holder) => isPartition(system, holder));
    const busy = parts.filter((part) => (infos.get(part)?.openCount ?? 1) > 0);
    if (busy.length === 0 && openCount <= parts.length) return [];
    const others = holders.filter((holder) => !parts.includes(holder));
    return [{ name, by: [...busy, ...others].join(" ") || "a mount, swap or a program" }];
  });
}

function isPartition(system: System, dm: string): boolean {
  return /^part\d+-mpath-/.test(readAttribute(system, `/sys/block/${dm}/dm/uuid`) ?? "");
}

/**
 * Gives multipathing up: no more claims, unused maps go, the owner is `none`, and udev looks again at the disks that
 * are free now. When a map does not go, the host is armed as before and its owner is unchanged.
 */
export async function performDisable(
  system: System,
  maps: readonly LiveMap[],
  devs: readonly string[],
): Promise<void> {
  const armed = readText(system, ARMED);
  system.unlink(ARMED);
  for (const { name, uuid } of maps) {
    const wwid = uuid.replace(/^mpath-/, "");
    const outcome = await performChange(system, { kind: "remove", name, wwid, uuid, reason: "disabled" });
    if (outcome.kind === "changed") continue;
    if (armed !== undefined) system.write(ARMED, armed, "replace");
    fail("tryAgain", "map-in-use", name, `the map ${name} does not go: ${outcome.reason}`);
  }
  writeOwner(system, renderOwnership({ owner: "none", mode: "known" }));
  for (const dev of devs) triggerDisk(system, dev);
}
