import { type Sg3Result, vpdPage } from "sg3-utils-wrapper/commands";
import type { System } from "../system/system.ts";

/** How long a device may take to tell its page, milliseconds. */
const TIMEOUT = 5_000;

/** Asks a device for its page 83h: what the kernel keeps of it may be old. */
export function readPage83(system: System, dev: string): Promise<Sg3Result> {
  return vpdPage(system.spawn, `/dev/${dev}`, 0x83, { timeoutMs: TIMEOUT });
}
