import type { Machine } from "../../core/plan/machine.ts";
import type { System } from "../system/system.ts";

/**
 * A tree that was put together by hand says nothing of ownership: it has neither udev's database, nor an owner. Such a
 * machine is explained as if pathplug owned it. The database of a running machine is always there.
 */
export function assumeOwned(system: System, machine: Machine): Machine {
  if (system.live || system.exists("/run/udev") || machine.owner === "multipathd") return machine;
  const unsaid = machine.owner === "none" && !system.exists("/etc/pathplug/owner");
  if (!unsaid && (machine.owner !== "pathplug" || machine.armed)) return machine;
  return { ...machine, owner: "pathplug", armed: true };
}
