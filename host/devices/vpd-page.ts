import { type Sg3Result, vpdPage } from "sg3-utils-wrapper/commands";
import type { System } from "../system/system.ts";

/** How long a device may take to tell a page, milliseconds. */
const TIMEOUT = 5_000;

/** Asks a device for a VPD page, by its code: what the kernel keeps of it may be old. */
export function readVpdPage(system: System, dev: string, page: 0x80 | 0x83): Promise<Sg3Result> {
  return vpdPage(system.spawn, `/dev/${dev}`, page, { timeoutMs: TIMEOUT });
}
