import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { readUptime } from "../system/uptime.ts";
import { RUN } from "./run-directory.ts";

/**
 * Sizes that somebody has asked for: a file for each LUN, named by its WWID, which holds 512-byte sectors and until when he waits for
 * it, seconds since the machine was started. Who was killed meanwhile has nobody follow a size later that its settings do not want.
 */
const RESIZE = `${RUN}/resize`;

/** The sizes that maps are to have whatever their settings say, by WWID. */
export function readResizeWishes(system: System): ReadonlyMap<string, number> {
  const wishes = new Map<string, number>();
  const now = readUptime(system);
  for (const wwid of system.list(RESIZE) ?? []) {
    const text = readAttribute(system, `${RESIZE}/${wwid}`);
    const [, sectors, until] = /^(\d{1,15}) (\d{1,15})$/.exec(text ?? "") ?? [];
    if (Number(until) >= now) wishes.set(wwid, Number(sectors));
  }
  return wishes;
}

/** Asks for a size; the WWID is a safe file name already. */
export function wishSize(system: System, wwid: string, sectors: number, timeoutMs: number): void {
  if (!system.exists(RESIZE)) system.makeDirectory(RESIZE);
  const until = Math.ceil(readUptime(system) + timeoutMs / 1_000);
  system.write(`${RESIZE}/${wwid}`, `${sectors} ${until}\n`, "replace");
}

export function forgetSize(system: System, wwid: string): void {
  if (system.exists(`${RESIZE}/${wwid}`)) system.unlink(`${RESIZE}/${wwid}`);
}
