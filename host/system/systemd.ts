import type { System } from "./system.ts";

/** How long systemd may take to note a job, milliseconds. */
const NOTE_TIMEOUT = 10_000;

/**
 * Has systemd start a unit, and does not wait for it: the caller is often what the unit waits for. Works early in a boot
 * too, without a bus. What becomes of it is the unit's own affair.
 */
export async function startUnit(system: System, unit: string): Promise<void> {
  await system.spawn(["systemctl", "--no-block", "--quiet", "start", unit], { timeoutMs: NOTE_TIMEOUT });
}
