import { cliCodes } from "./codes/cli.ts";
import { doctorCodes } from "./codes/doctor.ts";
import { inputCodes } from "./codes/input.ts";
import { migrateCodes } from "./codes/migrate.ts";
import { ownCodes } from "./codes/own.ts";
import { profileCodes } from "./codes/profile.ts";
import { codes, type More, makeDiagnostic } from "./codes.ts";
import type { Diagnostic } from "./diagnostic.ts";

/** Every code there is. A diagnostic can only be made with one of these. */
export const allCodes = {
  ...codes,
  ...doctorCodes,
  ...profileCodes,
  ...cliCodes,
  ...inputCodes,
  ...ownCodes,
  ...migrateCodes,
};

export type AnyCode = keyof typeof allCodes;

/** As `diagnose`, of any code. */
export function diagnoseAny(
  code: AnyCode,
  subject: string,
  message: string,
  more: More = {},
): Diagnostic<AnyCode> {
  return makeDiagnostic(code, allCodes[code], subject, message, more);
}
