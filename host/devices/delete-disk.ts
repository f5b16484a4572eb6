import type { System } from "../system/system.ts";

/** How long the kernel may take to delete a disk, milliseconds: it flushes the disk's cache, which a dead link delays. */
const TIMEOUT = 10_000;

/** Has the kernel delete a disk, in a process of its own. */
export async function deleteDisk(system: System, dev: string): Promise<void> {
  await system.spawn(["tee", `/sys/block/${dev}/device/delete`], { timeoutMs: TIMEOUT, input: "1" });
}
