import { compareLun } from "../../core/recheck/same-lun.ts";
import { readVpdPage } from "../../host/devices/vpd-page.ts";
import type { System } from "../../host/system/system.ts";
import type { Journal } from "../engine/journal.ts";
import { tellMissing } from "./tell-missing.ts";

/**
 * Whether a disk answers as the LUN that the kernel has read of it. `none`: the kernel has no page 83h. Without the program that asks none
 * is named, and so none is in a new map: that is said.
 */
export async function comparePage83(
  system: System,
  journal: Journal,
  dev: string,
): Promise<"same" | "other" | "unnamed" | "none"> {
  const page83 = system.readBytes(`/sys/block/${dev}/device/vpd_pg83`) ?? new Uint8Array(0);
  if (page83.length === 0) return "none";
  const answer = await readVpdPage(system, dev, 0x83);
  if (answer.kind === "failed" && answer.error.isMissingProgram) {
    const { program } = answer.error;
    tellMissing(system, journal, { kind: "untested", reason: `${program} is missing`, missing: program });
  }
  return answer.kind === "data" ? compareLun({ page83, keys: new Set() }, answer.bytes) : "unnamed";
}
