import { readAscii } from "./hex-dump.ts";
import type { Sg3Failed, Sg3Options } from "./result.ts";
import { type ProgramCall, refuseOutput, runProgram } from "./run-program.ts";
import type { Spawn } from "./spawn.ts";

export interface TestUnitReadyOptions extends Sg3Options {
  /** How many commands to send, 1 when absent. */
  readonly count?: number;
}

/** TEST UNIT READY carries no data; `errors` says how many of the commands failed. */
export interface UnitReady {
  readonly kind: "data";
  readonly bytes: Uint8Array;
  /** 0 when one command was sent; with more, sg_turs ends with status 0 whatever the device said, and counts. */
  readonly errors: number;
}

/**
 * Sends TEST UNIT READY with sg_turs (SPC-6 6.52). One command: a refusal is the error. Several: the count of
 * refusals, because sg_turs does not say which one failed how.
 */
export async function testUnitReady(
  spawn: Spawn,
  device: string,
  options: TestUnitReadyOptions = {},
): Promise<UnitReady | Sg3Failed> {
  const count = options.count ?? 1;
  const valid = Number.isInteger(count) && count >= 1;
  const call: ProgramCall = {
    program: "sg_turs",
    device,
    flags: [`--number=${count}`],
    fault: valid ? undefined : "the count is not a positive whole number",
  };
  const result = await runProgram(spawn, call, options);
  if (result.kind === "failed") return result;
  const errors = count === 1 ? 0 : readErrorCount(result.bytes);
  if (errors === undefined) return refuseOutput(call, options, "has no count of errors");
  return { kind: "data", bytes: new Uint8Array(0), errors };
}

function readErrorCount(stdout: Uint8Array): number | undefined {
  const found = /^Completed \d+ Test Unit Ready commands with (\d+) errors$/m.exec(readAscii(stdout));
  return found === null ? undefined : Number(found[1]);
}
