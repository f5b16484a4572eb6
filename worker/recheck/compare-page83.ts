import { compareLun } from "../../core/recheck/same-lun.ts";
import { readVpdPage } from "../../host/devices/vpd-page.ts";
import type { System } from "../../host/system/system.ts";

/** Whether a disk answers as the LUN that the kernel has read of it. `none`: the kernel has no page 83h. */
export async function comparePage83(
  system: System,
  dev: string,
): Promise<"same" | "other" | "unnamed" | "none"> {
  const page83 = system.readBytes(`/sys/block/${dev}/device/vpd_pg83`) ?? new Uint8Array(0);
  if (page83.length === 0) return "none";
  const answer = await readVpdPage(system, dev, 0x83);
  return answer.kind === "data" ? compareLun({ page83, keys: new Set() }, answer.bytes) : "unnamed";
}
