import { doForAll } from "../system/at-once.ts";
import type { System } from "../system/system.ts";
import { returnDisk } from "./scsi-disk.ts";

/** How long the kernel may take to take a disk's partitions away, milliseconds; nothing is read of the disk for that. */
const TIMEOUT = 5_000;
/** How many disks are given back at the same time: each is a process that reads a partition table. */
const AT_ONCE = 16;

/**
 * Takes the partitions of paths away, which their maps hold: those of the map are used, and nobody is to open one on a single path.
 * The kernel keeps a partition that anybody has open. Of a path that nothing holds none goes: until its map stands they are all
 * that there is of its data.
 */
export async function dropPartitions(system: System, devs: readonly string[]): Promise<void> {
  const parted = devs.filter((dev) => {
    const [block, isPart] = [`/sys/block/${dev}`, (name: string) => name.startsWith(dev)];
    return system.list(block)?.some(isPart) === true && (system.list(`${block}/holders`) ?? []).length > 0;
  });
  const drop = (dev: string) =>
    system.spawn(["partx", "--delete", "--nr", "1:1024", `/dev/${dev}`], { timeoutMs: TIMEOUT });
  await Promise.all(parted.map(drop));
}

/** Gives disks back that were paths, with their partitions. */
export async function returnDisks(system: System, devs: readonly string[]): Promise<void> {
  await doForAll(devs, AT_ONCE, (dev) => returnDisk(system, dev));
}
