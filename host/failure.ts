import { type Code, diagnose } from "../core/diagnostic/codes.ts";
import type { Diagnostic, Place } from "../core/diagnostic/diagnostic.ts";

/** What the shell is told, after sysexits(3). */
export const exitStatus = {
  failed: 1,
  differences: 2,
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
  code: Code,
  subject: string,
  message: string,
  more: { readonly place?: Place; readonly hint?: string } = {},
): never {
  throw new Failure(diagnose(code, subject, message, more), status);
}
