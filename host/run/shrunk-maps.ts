import { isSafeName } from "../../core/identify/registry-key.ts";
import type { System } from "../system/system.ts";
import { RUN } from "./run-directory.ts";

/**
 * Maps that are larger than their LUN, by UUID. What is read behind the LUN's end fails all paths, and udev's programs read the end of
 * a map each time somebody who could write to it closes it: of these the map rule has nobody read anything.
 */
const SHRUNK = `${RUN}/shrunk`;

/** Marks a map; says whether it was not marked before. */
export function markShrunk(system: System, uuid: string): boolean {
  if (!isSafeName(uuid) || system.exists(`${SHRUNK}/${uuid}`)) return false;
  system.write(`${SHRUNK}/${uuid}`, "", "replace");
  return true;
}

/** UUIDs of all that are marked; mostly none. */
export function listShrunk(system: System): readonly string[] {
  return system.list(SHRUNK) ?? [];
}

/** Takes the mark away, where there is one. */
export function unmarkShrunk(system: System, uuid: string): void {
  if (isSafeName(uuid) && system.exists(`${SHRUNK}/${uuid}`)) system.unlink(`${SHRUNK}/${uuid}`);
}
