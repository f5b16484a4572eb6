import type { Diagnostic } from "../diagnostic/diagnostic.ts";

/** A diagnostic as programs read it; the place's fields stand beside the code. */
export function diagnosticJson({ code, severity, subject, message, hint, place }: Diagnostic): {
  readonly code: string;
  readonly severity: string;
  readonly subject: string;
  readonly message: string;
  readonly hint: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly offset?: number;
} {
  return { code, severity, subject, message, hint, ...place };
}
