import type { SizeWish } from "../../core/plan/machine.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { RUN } from "./run-directory.ts";

/**
 * Sizes that somebody has asked for: a file for each LUN, named by its WWID, which holds 512-byte sectors, until when that counts,
 * and `shrink` where the map may become smaller by it. The time is that of the wall clock, milliseconds since 1970: a container may
 * have an uptime of its own, but no such clock.
 */
const RESIZE = `${RUN}/resize`;

/**
 * How long a wish counts, milliseconds: who waits for a size asks for it again and again, and who was killed meanwhile has nobody
 * follow one later that the settings do not want. One that counts for longer was written before the clock was set back.
 */
const LASTING = 60_000;

/** The sizes that maps are to have whatever their settings say, by WWID. */
export function readResizeWishes(system: System): ReadonlyMap<string, SizeWish> {
  const wishes = new Map<string, SizeWish>();
  for (const wwid of system.list(RESIZE) ?? []) {
    const text = readAttribute(system, `${RESIZE}/${wwid}`);
    const [, sectors, until, shrink] = /^(\d{1,15}) (\d{1,15})( shrink)?$/.exec(text ?? "") ?? [];
    const left = Number(until) - system.now();
    if (left >= 0 && left <= LASTING)
      wishes.set(wwid, { sectors: Number(sectors), mayShrink: shrink !== undefined });
  }
  return wishes;
}

/** Asks for a size, for a while; the WWID is a safe file name already. */
export function wishSize(system: System, wwid: string, { sectors, mayShrink }: SizeWish): void {
  if (!system.exists(RESIZE)) system.makeDirectory(RESIZE);
  const text = `${sectors} ${system.now() + LASTING}${mayShrink ? " shrink" : ""}\n`;
  system.write(`${RESIZE}/${wwid}`, text, "replace");
}

export function forgetSize(system: System, wwid: string): void {
  if (system.exists(`${RESIZE}/${wwid}`)) system.unlink(`${RESIZE}/${wwid}`);
}
