import type { Check } from "../diagnostic/check.ts";
import { terminalText } from "./terminal-text.ts";
import type { TreeStyle } from "./topology-text.ts";
import { wrapText } from "./wrap-text.ts";

/** What `doctor` prints: a line per check, and under what is wrong the hint. Checks that are well are left out unless `all`. */
export function renderChecks(
  checks: readonly Check[],
  style: TreeStyle,
  all: boolean,
  width?: number,
): string {
  const colours = { ok: style.good, warn: style.strong, bad: style.bad } as const;
  return checks
    .filter(({ verdict }) => all || verdict !== "ok")
    .map(({ verdict, code, subject, message, hint }) => {
      const line = `${colours[verdict](verdict.padEnd(4))}  ${terminalText(subject)}: ${terminalText(message)}`;
      const told = wrapText(hint === undefined ? line : `${line} [${code}]`, width, INDENT);
      if (hint === undefined) return told;
      return `${told}\n${wrapText(" ".repeat(INDENT) + terminalText(hint), width, 0)}`;
    })
    .join("\n");
}

/** Where the texts begin: behind the verdict. */
const INDENT = 6;
