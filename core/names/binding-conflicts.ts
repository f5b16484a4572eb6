import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { BINDINGS_FILE, type Binding, bindingLines } from "./bindings-file.ts";

/** What the file contradicts itself in: an alias for two WWIDs, a WWID with two aliases. */
export function bindingConflicts(text: string): readonly Diagnostic[] {
  const byAlias = new Map<string, Binding>();
  const byWwid = new Map<string, Binding>();
  const findings: Diagnostic[] = [];
  const conflict = (subject: string, message: string, line: number): void => {
    findings.push(diagnose("binding-conflict", subject, message, { place: { file: BINDINGS_FILE, line } }));
  };
  for (const binding of bindingLines(text)) {
    const { alias, wwid, line } = binding;
    const first = byAlias.get(alias);
    if (first?.wwid === wwid) continue;
    if (first !== undefined) {
      conflict(alias, `is bound to ${first.wwid} in line ${first.line}; line ${line} does not count`, line);
      continue;
    }
    byAlias.set(alias, binding);
    const other = byWwid.get(wwid);
    if (other === undefined) byWwid.set(wwid, binding);
    else conflict(wwid, `has the alias ${other.alias} in line ${other.line}, and ${alias} too`, line);
  }
  return findings;
}
