import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";
import { RUN } from "./run-directory.ts";

/** Runs of the worker that have failed in a row, as `ExecStopPost=` counts them. */
export function readFailures(system: System): number {
  const text = readText(system, `${RUN}/failures`)?.trim() ?? "";
  return /^\d{1,6}$/.test(text) ? Number(text) : 0;
}
