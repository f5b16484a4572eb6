import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { RUN } from "./run-directory.ts";

/** Sizes that somebody has asked for: a file for each LUN, named by its WWID, which holds 512-byte sectors. */
const RESIZE = `${RUN}/resize`;

/** The sizes that maps are to have whatever their settings say, by WWID. */
export function readResizeWishes(system: System): ReadonlyMap<string, number> {
  const wishes = new Map<string, number>();
  for (const wwid of system.list(RESIZE) ?? []) {
    const text = readAttribute(system, `${RESIZE}/${wwid}`);
    if (text !== undefined && /^\d{1,15}$/.test(text)) wishes.set(wwid, Number(text));
  }
  return wishes;
}

/** Asks for a size; the WWID is a safe file name already. */
export function wishSize(system: System, wwid: string, sectors: number): void {
  if (!system.exists(RESIZE)) system.makeDirectory(RESIZE);
  system.write(`${RESIZE}/${wwid}`, `${sectors}\n`, "replace");
}

export function forgetSize(system: System, wwid: string): void {
  if (system.exists(`${RESIZE}/${wwid}`)) system.unlink(`${RESIZE}/${wwid}`);
}
