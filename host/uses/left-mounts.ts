import { unitPathName } from "../../core/render/unit-name.ts";
import type { System } from "../system/system.ts";
import { readHostUse, readMountPoints } from "./in-use.ts";

/** How long systemd may take to note jobs, milliseconds. */
const NOTE_TIMEOUT = 10_000;
/** Longest name of a unit, in bytes. */
const NAME_BYTES = 255;

/**
 * Units that wait for the end of the mounts that disks are used by: an umount tells nobody else. None for the root, which
 * ends with the system.
 */
export function leftMountUnits(system: System, devs: readonly string[]): readonly string[] {
  const host = readHostUse(system);
  const points = new Set(devs.flatMap((dev) => readMountPoints(system, host, dev)));
  points.delete("/");
  return [...points]
    .map((point) => `pathplug-left@${unitPathName(point)}.service`)
    .filter((unit) => unit.length <= NAME_BYTES);
}

/**
 * Has systemd start such units, in one call, and waits for none. Without their dependencies, or a mount that ends at this
 * moment would be made anew by whoever only wants to hear of its end; a unit whose mount is gone is stopped at once, and
 * so tells.
 */
export async function startLeftMountUnits(system: System, units: readonly string[]): Promise<void> {
  if (units.length === 0 || !system.exists("/run/systemd/system")) return;
  const how = ["--no-block", "--quiet", "--job-mode=ignore-dependencies"] as const;
  await system.spawn(["systemctl", ...how, "start", ...units], { timeoutMs: NOTE_TIMEOUT });
}
