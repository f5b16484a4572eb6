import { type Code, diagnose } from "../../core/diagnostic/codes.ts";
import type { Diagnostic } from "../../core/diagnostic/diagnostic.ts";
import { isInstalled } from "../system/programs.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";
import { RUN } from "./run-directory.ts";

/** The programs that tests of paths were in want of and that have been told: each test would say it again. */
const TOLD = `${RUN}/untested`;

/** A test was in want of a program: what that means, where it has not been told yet. */
export function noteMissing(system: System, program: string): Diagnostic<Code> | undefined {
  const told = (readText(system, TOLD) ?? "").split(" ");
  if (told.includes(program) || isInstalled(system, program)) return undefined;
  system.write(TOLD, [...told, program].join(" ").trim(), "replace");
  const message = "It is not there, so paths cannot be tested: none that has failed is used again.";
  return diagnose("program-missing", program, message, { hint: "Install the package sg3-utils." });
}

/** A test had all programs that it needs. */
export function forgetMissing(system: System): void {
  if (system.exists(TOLD)) system.unlink(TOLD);
}
