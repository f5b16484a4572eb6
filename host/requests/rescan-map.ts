import { type Partition, rereadPartitions } from "../device-mapper/map-partitions.ts";
import { type MapState, readBytesOf, readMapState } from "../device-mapper/map-state.ts";
import { LunDisks } from "../devices/lun-disks.ts";
import { rescanDisk } from "../devices/rescan-disk.ts";
import { kickAssemble } from "../run/run-directory.ts";
import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";
import { requireArmed } from "./ensure-map.ts";

/** How long one path may take to be asked for its size, milliseconds; the kernel asks a dead one again and again. */
const RESCAN_TIMEOUT = 10_000;
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
  // All at once, each in a process of its own: one that hangs must not hold the others up.
  await Promise.all(devs.map((dev) => rescanDisk(system, dev, RESCAN_TIMEOUT)));
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

function requireMap(system: System, wwid: string): MapState {
  return readMapState(system, wwid) ?? fail("unavailable", "lun-absent", wwid, "no map of it stands");
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
