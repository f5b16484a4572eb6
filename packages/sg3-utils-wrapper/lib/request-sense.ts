import type { Sg3Options, Sg3Result } from "./result.ts";
import { runProgram } from "./run-program.ts";
import type { Spawn } from "./spawn.ts";

export interface RequestSenseOptions extends Sg3Options {
  /** Which format to ask for; a device may answer in the other. */
  readonly format?: "fixed" | "descriptor";
}

/**
 * Sends REQUEST SENSE with sg_requests (SPC-6 6.39). The sense data are the answer, whatever they say: only a
 * command that itself failed is an error.
 */
export function requestSense(
  spawn: Spawn,
  device: string,
  options: RequestSenseOptions = {},
): Promise<Sg3Result> {
  const descriptor = options.format === "descriptor" ? ["--desc"] : [];
  return runProgram(spawn, { program: "sg_requests", device, flags: [...descriptor, "--raw"] }, options);
}
