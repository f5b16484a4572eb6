import type { Check } from "../diagnostic/check.ts";
import { terminalText } from "./terminal-text.ts";
import type { TreeStyle } from "./topology-text.ts";

/** What `doctor` prints: a line per check, and under what is wrong the hint. Checks that are well are left out unless `all`. */
export function renderChecks(checks: readonly Check[], style: TreeStyle, all: boolean): string {
  const colours = { ok: style.good, warn: style.strong, bad: style.bad } as const;
  return checks
    .filter(({ verdict }) => all || verdict !== "ok")
    .map(({ verdict, code, subject, message, hint }) => {
      const line = `${colours[verdict](verdict.padEnd(4))}  ${terminalText(subject)}: ${terminalText(message)}`;
      return hint === undefined ? line : `${line} [${code}]\n      ${terminalText(hint)}`;
    })
    .join("\n");
}
