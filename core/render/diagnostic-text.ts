import type { Diagnostic, Place } from "../diagnostic/diagnostic.ts";
import { terminalText } from "./terminal-text.ts";

/** `pathplug: CODE: what (where)` and a line with the hint. */
export function renderDiagnostic({ code, subject, message, hint, place }: Diagnostic): string {
  const where = place === undefined ? undefined : renderPlace(place);
  const about = where === undefined ? subject : where;
  const told = message.includes(about) ? "" : ` (${terminalText(about)})`;
  return `pathplug: ${code}: ${terminalText(message)}${told}\nhint: ${terminalText(hint)}`;
}

/** `file:line:column`, or a byte offset. */
export function renderPlace({ file, line, column, offset }: Place): string | undefined {
  const position = [file, line, column].filter((part) => part !== undefined).join(":");
  const bytes = offset === undefined ? "" : `byte ${offset}`;
  const parts = [position, bytes].filter((part) => part !== "");
  return parts.length === 0 ? undefined : parts.join(", ");
}
