import { RUN } from "./run-directory.ts";
import type { System } from "./system.ts";
import { readText } from "./text.ts";

/** Runs of the worker that have failed in a row, as `ExecStopPost=` counts them. */
export function readFailures(system: System): number {
  const text = readText(system, `${RUN}/failures`)?.trim() ?? "";
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}
