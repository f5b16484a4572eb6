import type { PathTest } from "../../host/devices/path-test-result.ts";
import { forgetMissing, noteMissing } from "../../host/run/missing-programs.ts";
import type { System } from "../../host/system/system.ts";
import { diagnosticLine, type Journal } from "../engine/journal.ts";

/** Says, once for all paths, that a program is not there without which none can be tested. */
export function tellMissing(system: System, journal: Journal, test: PathTest): void {
  if (test.kind !== "untested") forgetMissing(system);
  const missing = "missing" in test ? noteMissing(system, test.missing ?? "") : undefined;
  if (missing === undefined) return;
  journal("error", diagnosticLine(missing), { kind: "worker-failed", code: missing.code });
}
