import { askForScan } from "../run/recheck-markers.ts";
import type { System } from "../system/system.ts";
import { deleteDisk } from "./delete-disk.ts";
import { hasNumber, type NumberedDisk } from "./disk-numbers.ts";
import { isNvmeDisk } from "./nvme-disk.ts";
import { placeOf } from "./scsi-place.ts";

/** How long the kernel may take to look at a place, milliseconds: something there may hang. */
const SCAN_TIMEOUT = 60_000;

/**
 * Has the kernel delete a disk that has become another one, and look at its place again: the new disk gets a number and a
 * name of its own, and rules and worker see it for what it is. An NVMe controller is only looked at anew: the kernel takes the
 * disks of namespaces away that have become others. Children do it, because either can hang; a deletion that does keeps the
 * scan waiting in the kernel, not undone. Whoever is killed between the two has asked the recheck for the scan before. Whoever has
 * come in the stead of the disk since is left alone.
 */
export async function forgetDisk(system: System, disk: NumberedDisk, devt: string): Promise<void> {
  const device = `/sys/block/${disk.dev}/device`;
  const place = placeOf(system, disk.dev);
  if (!hasNumber(system, disk, devt)) return;
  if (isNvmeDisk(disk.dev)) {
    await write(system, `${device}/rescan_controller`, "1", SCAN_TIMEOUT);
    return;
  }
  askForScan(system, place);
  await deleteDisk(system, disk.dev);
  await scanPlace(system, place);
}

/** Has the kernel look at a place (H:C:T:L); a disk that it knows there stays as it is. */
export async function scanPlace(system: System, place: string): Promise<void> {
  const [host, ...rest] = place.split(":");
  if (rest.length === 3)
    await write(system, `/sys/class/scsi_host/host${host}/scan`, rest.join(" "), SCAN_TIMEOUT);
}

async function write(system: System, path: string, input: string, timeoutMs: number): Promise<void> {
  await system.spawn(["tee", path], { timeoutMs, input });
}
