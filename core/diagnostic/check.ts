import { type Code, codes } from "./codes.ts";

/** What `doctor` found out about one thing. */
export interface Check {
  readonly code: Code;
  readonly verdict: "ok" | "warn" | "bad";
  /** What was looked at. */
  readonly subject: string;
  readonly message: string;
  /** What to do; absent where all is well. */
  readonly hint?: string;
}

/** All is well. */
export function ok(code: Code, subject: string, message: string): Check {
  return { code, verdict: "ok", subject, message };
}

/** Something is wrong; the hint is the code's unless a better one is given. */
export function wrong(
  verdict: "warn" | "bad",
  code: Code,
  subject: string,
  message: string,
  hint: string = codes[code].hint,
): Check {
  return { code, verdict, subject, message, hint };
}
