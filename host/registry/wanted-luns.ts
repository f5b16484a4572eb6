import type { Machine } from "../../core/plan/machine.ts";
import { RUN } from "../run/run-directory.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";
import { newEntry } from "./registry.ts";

/**
 * LUNs whose map somebody waits for, whatever their profile says: a file for each WWID, which holds until when, in
 * milliseconds since 1970.
 */
export const WANTED = `${RUN}/wanted`;

/** Says that a LUN is to have a map; the worker registers it when it sees a path of it. */
export function wantLun(system: System, wwid: string, deadline: number): void {
  system.write(`${WANTED}/${wwid}`, String(deadline), "replace");
}

/** Takes that back. */
export function forgetWanted(system: System, wwid: string): void {
  if (system.exists(`${WANTED}/${wwid}`)) system.unlink(`${WANTED}/${wwid}`);
}

/** The machine as if the registry knew what is wanted. A wish that has been fulfilled, or that nobody has any more, goes. */
export function addWanted(system: System, machine: Machine): Machine {
  // One that is being written has another name until it is whole.
  const wanted = (system.list(WANTED) ?? []).filter((name) => !name.endsWith(".new"));
  if (wanted.length === 0) return machine;
  const known = new Set([...machine.registry.values()].map(({ wwid }) => wwid));
  const registry = new Map(machine.registry);
  for (const wwid of wanted) {
    if (!known.has(wwid) && Number(readText(system, `${WANTED}/${wwid}`)) > system.now()) {
      // No path is looked up by such a name: it is still to be registered by its own.
      registry.set(`.${wwid}`, newEntry(wwid));
    } else system.unlink(`${WANTED}/${wwid}`);
  }
  return { ...machine, registry };
}
