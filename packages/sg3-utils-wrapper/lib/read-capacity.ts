import type { Sg3Options, Sg3Result } from "./result.ts";
import { runProgram } from "./run-program.ts";
import type { Spawn } from "./spawn.ts";

export interface ReadCapacityOptions extends Sg3Options {
  /** Which command: READ CAPACITY (10), the default, or (16). */
  readonly command?: 10 | 16;
}

/**
 * Sends READ CAPACITY with sg_readcap (SBC-4 5.20, 5.21): 8 bytes for (10), 32 for (16). Where a device does not
 * know (10), sg_readcap sends (16) by itself: the length tells which answered.
 */
export function readCapacity(
  spawn: Spawn,
  device: string,
  options: ReadCapacityOptions = {},
): Promise<Sg3Result> {
  const long = options.command === 16 ? ["--long"] : [];
  const flags = [...long, "--readonly", "--raw"];
  return runProgram(spawn, { program: "sg_readcap", device, flags }, options);
}
