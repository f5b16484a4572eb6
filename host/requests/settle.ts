import { isUdevIdle } from "../devices/udev-database.ts";
import { isLockHeld } from "../run/lock.ts";
import { hasMarkers, unfinishedMarkers } from "../run/run-directory.ts";
import type { System } from "../system/system.ts";

/** How often it is looked, milliseconds. */
const POLL = 100;

/** What keeps a machine from being settled. */
export type Unsettled = "udev has events left" | "markers wait" | "a worker runs";

/** Looks once; absent when nothing is left to do. */
export async function readUnsettled(system: System): Promise<Unsettled | undefined> {
  if (!isUdevIdle(system)) return "udev has events left";
  if (hasMarkers(system) || unfinishedMarkers(system).length > 0) return "markers wait";
  if (await isLockHeld(system)) return "a worker runs";
  // A run that ended just now may have caused events, and those markers.
  if (!isUdevIdle(system)) return "udev has events left";
  return hasMarkers(system) ? "markers wait" : undefined;
}

/** Waits until the machine is settled; what was left when the time was over, absent when nothing was. */
export async function settle(system: System, timeoutMs: number): Promise<Unsettled | undefined> {
  const end = system.monotonic() + timeoutMs;
  for (;;) {
    const left = await readUnsettled(system);
    if (left === undefined || system.monotonic() >= end) return left;
    await system.sleep(POLL);
  }
}
