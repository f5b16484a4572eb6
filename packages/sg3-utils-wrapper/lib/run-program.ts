import { explainExitStatus } from "#exit-status";
import type { StatusMeaning } from "./exit-status.ts";
import { DEFAULT_TIMEOUT_MS, type Sg3Failed, type Sg3Options, type Sg3Result } from "./result.ts";
import { readSense, statusOfSense } from "./sense.ts";
import { composeError } from "./sg3-error.ts";
import type { Spawn } from "./spawn.ts";

/** The programs of sg3_utils this package starts. */
export type Sg3Program =
  | "sg_inq"
  | "sg_vpd"
  | "sg_rtpg"
  | "sg_turs"
  | "sg_readcap"
  | "sg_luns"
  | "sg_persist"
  | "sg_requests";

/** One call of one program. The device is the last argument and is appended here. */
export interface ProgramCall {
  readonly program: Sg3Program;
  readonly device: string;
  /** Options without the device and without `-vv`. */
  readonly flags: readonly string[];
  /** Why the call must not be made, found in its own arguments. */
  readonly fault?: string | undefined;
}

/** The largest answer any of these commands can have is below 1 MiB (sg_luns' own limit). */
export const MAX_OUTPUT_BYTES = 1024 * 1024;

/** A program that ended with status 0. */
export interface Ended {
  readonly kind: "ended";
  readonly stdout: Uint8Array;
  readonly stderr: string;
}

/**
 * Runs one program: status 0 is `ended`, everything else a composed error. `-vv` is always asked for: it makes
 * sg3_utils write the sense bytes of a failed command to standard error, in hex.
 */
export async function startProgram(
  spawn: Spawn,
  call: ProgramCall,
  options: Sg3Options,
): Promise<Ended | Sg3Failed> {
  const argv = spellArgv(call, options);
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const fault = call.fault ?? findDevicePathFault(call.device) ?? findTimeoutFault(timeoutMs);
  if (fault !== undefined) return refuse(call, argv, badArgument(fault), "");

  const { status, timedOut, stdout, stderr } = await spawn(argv, { timeoutMs });
  if (timedOut) return refuse(call, argv, overdue(timeoutMs), stderr);
  if (status === undefined) return refuse(call, argv, KILLED, stderr);
  if (status !== 0) return refuse(call, argv, explainExitStatus(status), stderr, status);
  if (stdout.length > MAX_OUTPUT_BYTES) return refuseOutput(call, options, "is larger than 1 MiB", stderr);
  return { kind: "ended", stdout, stderr };
}

/** Runs one program whose standard output is the answer of the device. */
export async function runProgram(spawn: Spawn, call: ProgramCall, options: Sg3Options): Promise<Sg3Result> {
  const result = await startProgram(spawn, call, options);
  if (result.kind === "failed") return result;
  // Some programs pass over a unit attention: they end with status 0 and have nothing to show.
  if (result.stdout.length === 0) return refuseOutput(call, options, "is empty", result.stderr);
  return { kind: "data", bytes: result.stdout };
}

/**
 * The failure of a program that ended with status 0 all the same: by the sense data in its error text where there
 * are any, else because `what` is wrong with its output.
 */
export function refuseOutput(
  call: ProgramCall,
  options: Sg3Options,
  what: string,
  stderr: string,
): Sg3Failed {
  const sense = readSense(stderr);
  const why = sense === undefined ? unreadable(what) : explainExitStatus(statusOfSense(sense));
  return refuse(call, spellArgv(call, options), why, stderr, 0);
}

function spellArgv({ program, flags, device }: ProgramCall, { directory }: Sg3Options) {
  const path = directory === undefined ? program : `${directory}/${program}`;
  return [path, ...flags, "-vv", device] as const;
}

function refuse(
  call: ProgramCall,
  argv: readonly string[],
  why: StatusMeaning,
  stderr: string,
  status?: number,
): Sg3Failed {
  const { program, device } = call;
  return {
    kind: "failed",
    error: composeError({ program, device, argv, why, stderr, status, sense: readSense(stderr) }),
  };
}

/** A device is named by an absolute path: no option, no shell word, no name relative to who knows what. */
function findDevicePathFault(device: string): string | undefined {
  if (!device.startsWith("/")) return "the device path is not absolute";
  if (!/^[\x20-\x7e]+$/.test(device)) return "the device path holds more than printable ASCII";
  return undefined;
}

function findTimeoutFault(timeoutMs: number): string | undefined {
  return Number.isFinite(timeoutMs) && timeoutMs > 0 ? undefined : "the time-out is not a positive number";
}

function badArgument(sentence: string): StatusMeaning {
  return { meaning: "bad-argument", sentence, next: "Correct the call; nothing was started." };
}

function overdue(timeoutMs: number): StatusMeaning {
  return {
    meaning: "program-timeout",
    sentence: `the program did not end within ${timeoutMs} ms and was killed`,
    next: "Look at the kernel log: the device may be blocked in error recovery.",
  };
}

const KILLED: StatusMeaning = {
  meaning: "killed",
  sentence: "a signal ended the program",
  next: "Look at the kernel log.",
};

function unreadable(what: string): StatusMeaning {
  return {
    meaning: "unreadable-output",
    sentence: `the output ${what}`,
    next: "Check the version of sg3_utils (1.46 or later).",
  };
}
