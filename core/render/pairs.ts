import { terminalText } from "./terminal-text.ts";
import { wrapText } from "./wrap-text.ts";

/** A name and its value; a value that is not there is left out. */
export type Pair = readonly [string, string | undefined];

/** Name and value lines, escaped for a terminal; a long value goes on below where it began. */
export function renderPairs(rows: readonly Pair[], columns?: number): string {
  const present = rows.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  const width = Math.max(0, ...present.map(([name]) => name.length));
  const lines = present.map(([name, value]) => `${name.padEnd(width)}  ${terminalText(value)}`);
  return wrapText(lines.join("\n"), columns, width + 2);
}
