import type { System } from "./system.ts";
import { readText } from "./text.ts";

/** Seconds since the machine was started, which no setting of its clock changes: the same for all programs. */
export function readUptime(system: System): number {
  const text = readText(system, "/proc/uptime")?.split(" ")[0];
  const seconds = Number(text);
  return text !== undefined && Number.isFinite(seconds) ? seconds : system.now() / 1_000;
}
