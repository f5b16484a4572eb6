import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { parseTable } from "./dm-table.ts";

/** Parses a table per line, blank lines apart; each broken one is a finding with its line and column. */
export function checkTables(
  text: string,
  file: string,
): { readonly tables: number; readonly findings: readonly Diagnostic[] } {
  let tables = 0;
  const findings: Diagnostic[] = [];
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "") return;
    tables += 1;
    const parsed = parseTable(line);
    if (parsed.kind === "parsed") return;
    const { diagnostic } = parsed;
    findings.push({ ...diagnostic, subject: file, place: { file, line: index + 1, ...diagnostic.place } });
  });
  return { tables, findings };
}
