import { decodeCodes } from "./codes/decode.ts";
import { hostCodes } from "./codes/host.ts";
import { planCodes } from "./codes/plan.ts";
import type { CodeEntry, Diagnostic, Place } from "./diagnostic.ts";

/**
 * The codes of reading LUNs and of making their maps: the hot path knows no others, because it is parsed at every start.
 * Those of profiles and of the command line stand in `all-codes.ts`.
 */
export const codes = { ...decodeCodes, ...planCodes, ...hostCodes };

export type Code = keyof typeof codes;

/** What a diagnostic may have besides its message: where, and a better hint than the code's. */
export interface More {
  readonly place?: Place;
  readonly hint?: string;
}

/** Makes a diagnostic of a known code; severity and hint come from the list unless a better hint is given. */
export function diagnose(code: Code, subject: string, message: string, more: More = {}): Diagnostic<Code> {
  return makeDiagnostic(code, codes[code], subject, message, more);
}

/** The same of an entry of any list. */
export function makeDiagnostic<C extends string>(
  code: C,
  entry: CodeEntry,
  subject: string,
  message: string,
  { place, hint = entry.hint }: More,
): Diagnostic<C> {
  return {
    code,
    severity: entry.severity,
    subject,
    message,
    hint,
    ...(place === undefined ? {} : { place }),
  };
}
