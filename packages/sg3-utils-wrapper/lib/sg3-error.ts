import { composeMessage } from "./error-message.ts";
import type { StatusMeaning } from "./exit-status.ts";
import type { Sg3Meaning } from "./meaning.ts";
import type { Sg3Sense } from "./sense.ts";

/** Why a command gave no data. A plain value; the message is composed once, the parts stay readable beside it. */
export interface Sg3Error {
  /** `sg_vpd`. */
  readonly program: string;
  /** What was started, or would have been. */
  readonly argv: readonly string[];
  /** Exit status; absent when the program was not started, or a signal or the time-out ended it. */
  readonly status?: number;
  readonly meaning: Sg3Meaning;
  /** One sentence without the particulars. */
  readonly sentence: string;
  /** What to do next. */
  readonly next: string;
  /** `ENXIO`, where the status carries an error of the operating system. */
  readonly errno?: string;
  readonly sense?: Sg3Sense;
  /** Everything the program wrote to its standard error: untrusted, as long as it is. */
  readonly stderr: string;
  /** Program and device, what happened, sense or errno, next step; no text of the device in it. */
  readonly message: string;
  /** The command was not run because the device's state changed: sending it again is safe. */
  readonly isUnitAttention: boolean;
  /** Sense key NOT READY in any form: not ready, standby, unavailable, becoming ready. */
  readonly isNotReady: boolean;
  /** The program was killed at its time-out, or the SCSI command inside it ran into its own. */
  readonly isTimeout: boolean;
  /** The program could not be started. */
  readonly isMissingProgram: boolean;
  /** The device knows neither the command nor the field: asking again is of no use. */
  readonly isUnsupported: boolean;
  readonly isReservationConflict: boolean;
  /** There is no such device, or the kernel has taken it offline: ENOENT, ENXIO, ENODEV. */
  readonly isAbsent: boolean;
  /** A signal other than the time-out's ended the program. */
  readonly isKilled: boolean;
}

/** What is known of a failure before it is put into words. */
export interface FailureFacts {
  readonly program: string;
  readonly argv: readonly string[];
  readonly device: string;
  readonly why: StatusMeaning;
  readonly status?: number | undefined;
  readonly sense?: Sg3Sense | undefined;
  readonly stderr: string;
}

const NOT_READY: readonly Sg3Meaning[] = ["not-ready", "standby", "unavailable", "becoming-ready"];
const TIMEOUT: readonly Sg3Meaning[] = ["program-timeout", "command-timeout"];
const UNSUPPORTED: readonly Sg3Meaning[] = ["invalid-opcode", "illegal-request"];
const ABSENT: readonly (string | undefined)[] = ["ENOENT", "ENXIO", "ENODEV"];

/** Composes the error once: each reason also as a boolean, one message of cause and next step. */
export function composeError(facts: FailureFacts): Sg3Error {
  const { program, argv, stderr, why, status, sense } = facts;
  const { meaning } = why;
  return {
    program,
    argv,
    ...(status === undefined ? {} : { status }),
    ...why,
    ...(sense === undefined ? {} : { sense }),
    stderr,
    message: composeMessage(facts),
    isUnitAttention: meaning === "unit-attention",
    isNotReady: NOT_READY.includes(meaning),
    isTimeout: TIMEOUT.includes(meaning),
    isMissingProgram: meaning === "missing-program",
    isUnsupported: UNSUPPORTED.includes(meaning),
    isReservationConflict: meaning === "reservation-conflict",
    isAbsent: ABSENT.includes(why.errno),
    isKilled: meaning === "killed",
  };
}
