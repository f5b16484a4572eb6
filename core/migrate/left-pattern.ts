import { diagnoseAny } from "../diagnostic/all-codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { ListedPattern } from "./listed-pattern.ts";
import type { ConfValue } from "./multipath-conf.ts";
import type { Outcome } from "./outcome.ts";

/** What has no patterns of the same meaning. Bad for the exclusion as a whole, so it is a finding, too. */
export function leavePattern(
  from: ConfValue,
  why: ListedPattern,
  outcome: Outcome,
  findings: Diagnostic[],
): void {
  const problem =
    why.kind === "bad" || why.kind === "inexact" ? why.problem : "everything but several patterns";
  if (why.kind === "bad") {
    outcome.leave(from, "invalid", `multipath-tools does not take this expression either: ${problem}.`);
    return;
  }
  const list = from.section.replace(/ device$/, "");
  const hint = `Write it as globs into ${list === "blacklist_exceptions" ? "exclude_exceptions" : "exclude"} of pathplug.json: ${problem}.`;
  outcome.leave(from, "inexact", hint);
  const message = `${from.keyword} ${JSON.stringify(from.value)} of ${list}: ${problem}`;
  findings.push(diagnoseAny("conf-pattern", from.place.file ?? "", message, { place: from.place }));
}
