import { readPartitions } from "../devices/dm-devices.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";

/** How long each may take, milliseconds. */
const TIMEOUT = 30_000;

/** kpartx leaves a partition suspended whose new table the kernel refuses, as that of one that ends behind its map: resumes all of a map. */
export async function resumePartitions(system: System, dm: string): Promise<void> {
  for (const part of readPartitions(system, dm)) {
    if (readAttribute(system, `/sys/block/${part}/dm/suspended`) !== "1") continue;
    const name = readAttribute(system, `/sys/block/${part}/dm/name`) ?? "";
    await system.spawn(["dmsetup", "resume", "--noudevsync", name], { timeoutMs: TIMEOUT });
  }
}
