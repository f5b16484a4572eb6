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

/** How long one path may take where somebody waits for all, milliseconds; the kernel asks a dead one again and again. */
const EACH_TIMEOUT = 10_000;

/** The same of some disks, all at once, each in a process of its own: one that hangs must not hold the others up. */
export async function rescanDisks(system: System, devs: readonly string[]): Promise<void> {
  await Promise.all(devs.map((dev) => rescanDisk(system, dev, EACH_TIMEOUT)));
}
