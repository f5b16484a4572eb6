import type { Diagnostic } from "../core/diagnostic/diagnostic.ts";
import { diagnosticLine } from "./journal.ts";
import type { Run } from "./run.ts";

/** Says that a LUN or a path of it does not answer, once in a run; the subject is what hangs. */
export function tellSilence(run: Run, hangs: Diagnostic, wwid: string, devs: readonly string[]): void {
  const key = `silent ${hangs.subject}`;
  if (run.said.has(key)) return;
  run.said.add(key);
  run.journal(hangs.severity, diagnosticLine(hangs), { kind: "in-doubt", code: hangs.code, wwid, devs });
}
