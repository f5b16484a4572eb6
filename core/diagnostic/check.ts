import { type AnyCode, allCodes } from "./all-codes.ts";

/** What `doctor` found out about one thing. */
export interface Check {
  readonly code: AnyCode;
  readonly verdict: "ok" | "warn" | "bad";
  /** What was looked at. */
  readonly subject: string;
  readonly message: string;
  /** What to do; absent where all is well. */
  readonly hint?: string;
}

/** All is well. */
export function ok(code: AnyCode, subject: string, message: string): Check {
  return { code, verdict: "ok", subject, message };
}

/** Something is wrong; the hint is the code's unless a better one is given. */
export function wrong(
  verdict: "warn" | "bad",
  code: AnyCode,
  subject: string,
  message: string,
  hint: string = allCodes[code].hint,
): Check {
  return { code, verdict, subject, message, hint };
}
