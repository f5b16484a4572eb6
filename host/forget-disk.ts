import { hasNumber, type NumberedDisk } from "./disk-numbers.ts";
import { isNvmeDisk } from "./nvme-disk.ts";
import { placeOf } from "./scsi-place.ts";
import type { System } from "./system.ts";

/** How long the kernel may take to delete a disk, milliseconds: it flushes the disk's cache, which a dead link delays. */
const DELETE_TIMEOUT = 10_000;
/** The same for looking at a place, at which something may hang. */
const SCAN_TIMEOUT = 60_000;

/**
 * Has the kernel delete a disk that has become another one, and look at its place again: the new disk gets a number and a
 * name of its own, and rules and worker see it for what it is. An NVMe controller is only looked at anew: the kernel takes the
 * disks of namespaces away that have become others. Children do it, because either can hang; a deletion that does keeps the
 * scan waiting in the kernel, not undone. Whoever has come in the stead of the disk since is left alone.
 */
export async function forgetDisk(system: System, disk: NumberedDisk, devt: string): Promise<void> {
  const write = (path: string, input: string, timeoutMs: number) =>
    system.spawn(["tee", path], { timeoutMs, input });
  const device = `/sys/block/${disk.dev}/device`;
  const [host, ...place] = placeOf(system, disk.dev).split(":");
  if (!hasNumber(system, disk, devt)) return;
  if (isNvmeDisk(disk.dev)) {
    await write(`${device}/rescan_controller`, "1", SCAN_TIMEOUT);
    return;
  }
  await write(`${device}/delete`, "1", DELETE_TIMEOUT);
  if (place.length === 3) await write(`/sys/class/scsi_host/host${host}/scan`, place.join(" "), SCAN_TIMEOUT);
}
