import type { System } from "../system/system.ts";
import { isNvmeDisk } from "./nvme-disk.ts";

/** How long a disk may take to tell its size, write protection and pages, milliseconds. */
const TIMEOUT = 60_000;

/**
 * Has the kernel read a disk's size, write protection and pages again; what has changed it tells by events. A child asks, because
 * a disk that hangs blocks whoever writes there. Of NVMe all namespaces of the controller are looked at, by and by.
 */
export async function rescanDisk(system: System, dev: string, timeoutMs = TIMEOUT): Promise<void> {
  const file = isNvmeDisk(dev) ? "rescan_controller" : "rescan";
  await system.spawn(["tee", `/sys/block/${dev}/device/${file}`], { timeoutMs, input: "1\n" });
}
