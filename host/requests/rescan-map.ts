import { type Partition, rereadPartitions } from "../device-mapper/map-partitions.ts";
import { type MapState, readBytesOf } from "../device-mapper/map-state.ts";
import { LunDisks } from "../devices/lun-disks.ts";
import { rescanDisks } from "../devices/rescan-disk.ts";
import { kickAssemble } from "../run/run-directory.ts";
import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";
import { requireArmed, requireMap } from "./ensure-map.ts";

/** How often what is not as it should be is looked at, milliseconds. */
const POLL = 500;

/** What is there after a rescan. */
export interface Rescanned extends MapState {
  /** Whether the map has another size than before. */
  readonly changed: boolean;
  /** Bytes that all paths have. */
  readonly lunBytes: number;
  readonly partitions: readonly Partition[];
}

/**
 * Has the kernel read every path of a map again, the worker resize the map where `isResizeDue` says that the settings want it, and
 * kpartx read its partition table again. All paths have to agree on the size; where they do not, nothing is changed.
 */
export async function rescanMap(
  system: System,
  wwid: string,
  timeoutMs: number,
  isResizeDue: () => Promise<boolean>,
): Promise<Rescanned> {
  requireArmed(system);
  const end = system.monotonic() + timeoutMs;
  const before = requireMap(system, wwid);
  const devs = [...new Set([...before.paths, ...new LunDisks(system, wwid).look()])];
  await rescanDisks(system, devs);
  const lunBytes = agreedSize(system, wwid, devs) ?? before.bytes;
  let map = requireMap(system, wwid);
  if (lunBytes !== map.bytes && (await isResizeDue())) {
    for (const dev of devs) kickAssemble(system, dev);
    for (; map.bytes !== lunBytes || map.suspended; map = requireMap(system, wwid)) {
      if (system.monotonic() >= end)
        fail("tryAgain", "map-not-ready", wwid, `its map has ${map.bytes} bytes, its paths ${lunBytes}`);
      await system.sleep(POLL);
    }
  }
  const partitions = await rereadPartitions(system, map, end);
  return { ...map, changed: map.bytes !== before.bytes, lunBytes, partitions };
}

/** Bytes that all disks have; absent where there is none. */
function agreedSize(system: System, wwid: string, devs: readonly string[]): number | undefined {
  const sizes = devs.map((dev) => [dev, readBytesOf(system, dev)] as const);
  if (new Set(sizes.map(([, bytes]) => bytes)).size > 1) {
    const said = sizes.map(([dev, bytes]) => `${dev} ${bytes ?? "unknown"}`).join(", ");
    fail("tryAgain", "size-disputed", wwid, `its paths have other sizes: ${said}`);
  }
  return sizes[0]?.[1];
}
