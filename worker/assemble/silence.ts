import type { DecisionKind } from "../../core/diagnostic/decisions.ts";
import type { Diagnostic } from "../../core/diagnostic/diagnostic.ts";
import { diagnosticLine } from "../engine/journal.ts";
import type { Run } from "./run.ts";

/** Says that a LUN or a path of it does not answer, once in a run; the subject is what hangs. */
export function tellSilence(run: Run, hangs: Diagnostic, wwid: string, devs: readonly string[]): void {
  tellOnce(run, hangs, wwid, devs, "in-doubt", `silent ${hangs.subject}`);
}

/** Says once in a run that a LUN cannot be finished as it should be. */
export function tellOnce(
  run: Run,
  said: Diagnostic,
  wwid: string,
  devs: readonly string[],
  kind: DecisionKind,
  key = `${said.code} ${said.subject}`,
): void {
  if (run.said.has(key)) return;
  run.said.add(key);
  run.journal(said.severity, diagnosticLine(said), { kind, code: said.code, wwid, devs });
}
