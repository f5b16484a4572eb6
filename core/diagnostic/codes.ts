import { cliCodes } from "./codes/cli.ts";
import { decodeCodes } from "./codes/decode.ts";
import { hostCodes } from "./codes/host.ts";
import { planCodes } from "./codes/plan.ts";
import { profileCodes } from "./codes/profile.ts";
import type { CodeEntry, Diagnostic, Place } from "./diagnostic.ts";

/** Every code there is. A diagnostic can only be made with one of these. */
export const codes = { ...decodeCodes, ...profileCodes, ...planCodes, ...hostCodes, ...cliCodes };

export type Code = keyof typeof codes;

/** Makes a diagnostic of a known code; severity and hint come from the list unless a better hint is given. */
export function diagnose(
  code: Code,
  subject: string,
  message: string,
  more: { readonly place?: Place; readonly hint?: string } = {},
): Diagnostic<Code> {
  const entry: CodeEntry = codes[code];
  return {
    code,
    severity: entry.severity,
    subject,
    message,
    hint: more.hint ?? entry.hint,
    ...(more.place === undefined ? {} : { place: more.place }),
  };
}
