import { type AnyCode, diagnoseAny } from "../../core/diagnostic/all-codes.ts";
import type { Diagnostic, Place } from "../../core/diagnostic/diagnostic.ts";

/** What the shell is told, after sysexits(3). */
export const exitStatus = {
  failed: 1,
  differences: 2,
  /** EBUSY of errno(3), for which sysexits(3) has no number. */
  inUse: 16,
  usage: 64,
  badInput: 65,
  unavailable: 69,
  tryAgain: 75,
  needsRoot: 77,
} as const;

export type ExitStatus = keyof typeof exitStatus;

/** A command that cannot go on: the diagnostic that it ends with, and the exit status. Thrown only at the edge. */
export class Failure extends Error {
  readonly diagnostic: Diagnostic;
  readonly status: ExitStatus;

  constructor(diagnostic: Diagnostic, status: ExitStatus) {
    super(diagnostic.message);
    this.name = "Failure";
    this.diagnostic = diagnostic;
    this.status = status;
  }
}

/** Ends the command with a diagnostic of a known code. */
export function fail(
  status: ExitStatus,
  code: AnyCode,
  subject: string,
  message: string,
  more: { readonly place?: Place; readonly hint?: string } = {},
): never {
  throw new Failure(diagnoseAny(code, subject, message, more), status);
}
