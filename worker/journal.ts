import type { Diagnostic } from "../core/diagnostic/diagnostic.ts";
import { terminalText } from "../core/render/terminal-text.ts";
import type { Engine } from "./engine.ts";

/** Priorities of syslog(3) as systemd reads them at the start of a line (sd-daemon(3)). */
const PRIORITY = { error: 3, warning: 4, note: 5 } as const;

export type Journal = (severity: Diagnostic["severity"], text: string) => void;

/** One line per decision on standard error: with a priority for the journal, or plain for a person. */
export function journalOf(engine: Engine): Journal {
  const isService = engine.environment("JOURNAL_STREAM") !== undefined;
  return (severity, text) => {
    const prefix = isService ? `<${PRIORITY[severity]}>` : "";
    engine.writeError(`${prefix}pathplug: ${terminalText(text)}\n`);
  };
}

export function diagnosticLine({ code, subject, message, hint }: Diagnostic): string {
  return `${code}: ${subject}: ${message.replace(/\.$/, "")}; hint: ${hint}`;
}
