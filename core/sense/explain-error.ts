import { type BlockStatus, errnoOf, isPathError } from "./block-status.ts";
import type { DeviceHandler } from "./device-handler.ts";
import type { Handling } from "./handling.ts";
import { hostByteNamed } from "./host-byte.ts";
import type { KernelError } from "./kernel-errors.ts";
import type { Meaning, Origin } from "./meaning.ts";
import type { SenseCodes } from "./sense-codes.ts";
import { senseHandling } from "./sense-handling.ts";
import { senseMeaning } from "./sense-meaning.ts";
import { statusMeaning } from "./status-meaning.ts";

/** What an error means, what the kernel and device-mapper do with it, and what to do next. */
export interface ExplainedError {
  /** `recovered`: nobody sees it; `retryable`: the kernel sends the command again by the same path; `fatal`: it does not. */
  readonly verdict: "recovered" | "retryable" | "fatal";
  readonly origin?: Origin;
  readonly says: string;
  readonly next: string;
  readonly repeated: Handling["repeated"];
  /** How the request ends, if repeating does not help; absent for what ends no request. */
  readonly status?: BlockStatus;
  readonly errno?: string;
  /** Whether dm-multipath fails the path, once the request has ended so. */
  readonly failsPath: boolean;
  /** Functions of the kernel that decide so. */
  readonly decidedBy: readonly string[];
}

/** Explains sense data of a read or write. */
export function explainSense(sense: SenseCodes, handler?: DeviceHandler): ExplainedError {
  return explained(senseMeaning(sense), senseHandling(sense, handler));
}

/**
 * Explains what the kernel's log says of a failed command. How it ended is the log's word where it has one, as it knows the
 * kernel that wrote it; the cause is the narrowest that is named: sense data, then the host byte, then the end itself.
 */
export function explainKernelError(error: KernelError, handler?: DeviceHandler): ExplainedError {
  const { event, status } = error;
  const sense = event === undefined ? senseOf(error) : event.sense;
  if (sense !== undefined) return explained(senseMeaning(sense), senseHandling(sense, handler), status);
  if (event !== undefined) return explainEvent(event.meaning, event.status);
  const host = hostByteNamed(error.hostByte ?? "");
  if (host !== undefined) return explained(host.meaning, host.handling, status);
  return explainEvent(undefined, status ?? "IOERR");
}

/** Sense data that only their key is known of count with ASC 00h, ASCQ 00h. */
function senseOf({ key, asc = 0, ascq = 0, deferred = false }: KernelError): SenseCodes | undefined {
  return key === undefined ? undefined : { key, asc, ascq, deferred, marked: false };
}

function explained(meaning: Meaning, handling: Handling, logged?: BlockStatus): ExplainedError {
  const { repeated, decidedBy } = handling;
  const status = logged ?? handling.status;
  const isOver = status === "OK";
  return {
    verdict: isOver ? "recovered" : repeated === "no" ? "fatal" : "retryable",
    ...meaning,
    repeated,
    status,
    errno: errnoOf(status),
    failsPath: isPathError(status),
    decidedBy: isOver ? decidedBy : [...decidedBy, "blk_path_error"],
  };
}

/** An end of which no cause is known, or an event: nothing more is repeated. */
function explainEvent(meaning: Meaning | undefined, status: BlockStatus | undefined): ExplainedError {
  const { origin, says, next } = meaning ?? statusMeaning(status ?? "IOERR");
  return {
    verdict: status === undefined ? "retryable" : "fatal",
    ...(origin === undefined ? {} : { origin }),
    says,
    next,
    repeated: "no",
    ...(status === undefined ? {} : { status, errno: errnoOf(status) }),
    failsPath: status !== undefined && isPathError(status),
    decidedBy: status === undefined ? [] : ["blk_path_error"],
  };
}
