import type { Sg3Options, Sg3Result } from "./result.ts";
import { type ProgramCall, refuseOutput, startProgram } from "./run-program.ts";
import { readSense } from "./sense.ts";
import type { Spawn } from "./spawn.ts";

const NO_SENSE = 0;
const RECOVERED_ERROR = 1;

/**
 * Sends one TEST UNIT READY with sg_turs (SPC-6 6.52). There is no data in: success is empty bytes.
 *
 * The exit status of sg_turs cannot be believed alone. Without `--low`, version 1.48 (Debian 13) sends no command at
 * all and ends with 0. With it, all versions end with 0 on a unit attention, 1.48 also on a standby or unavailable
 * port, 1.46 also on a transport error. What `-vv` makes it write to standard error decides.
 */
export async function testUnitReady(
  spawn: Spawn,
  device: string,
  options: Sg3Options = {},
): Promise<Sg3Result> {
  const call: ProgramCall = { program: "sg_turs", device, flags: ["--low"] };
  const result = await startProgram(spawn, call, options);
  if (result.kind === "failed") return result;
  const { stderr } = result;
  const sense = readSense(stderr);
  const good =
    sense === undefined ? !COMPLAINT.test(stderr) : sense.key === NO_SENSE || sense.key === RECOVERED_ERROR;
  return good
    ? { kind: "data", bytes: new Uint8Array(0) }
    : refuseOutput(call, options, "says that the command failed", stderr);
}

/** sg_turs begins a line so only when a command did not end well. */
const COMPLAINT = /^test unit ready:/im;
