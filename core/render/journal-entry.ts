import { type Decision, messageIds } from "../diagnostic/decisions.ts";
import type { Severity } from "../diagnostic/diagnostic.ts";
import { terminalText } from "./terminal-text.ts";

/**
 * Priorities of syslog(3), as the journal has them. A decision is a notice: what units say of themselves is less, and can be
 * left out of the journal by that.
 */
export const syslogPriority: Readonly<Record<Severity, number>> = { error: 3, warning: 4, note: 5 };

/** Longest value, characters: a device may repeat itself, an entry has to be one datagram. */
export const LONGEST = 4096;

/** Where a decision comes from. */
export interface Origin {
  /** The unit of the run; absent for one by hand. */
  readonly unit?: string;
  /** One id for all that a run says: that which systemd has given the run of its unit (INVOCATION_ID). */
  readonly burst?: string;
  /** Numbers of the kernel's uevents (SEQNUM) that had the disks looked at last. */
  readonly uevents?: readonly string[];
}

/**
 * A decision as an entry of the journal (systemd.journal-fields(7)), a line per field, as `logger --journald` reads it.
 * Every value goes through `terminalText`: no value can end its line and begin a field of its own, whatever a device said.
 */
export function renderJournalEntry(
  severity: Severity,
  text: string,
  { kind, code, wwid, map, devs = [] }: Decision,
  { unit, burst, uevents = [] }: Origin = {},
): string {
  const fields: readonly (readonly [string, string | undefined])[] = [
    ["MESSAGE", text],
    ["MESSAGE_ID", messageIds[kind]],
    ["PRIORITY", `${syslogPriority[severity]}`],
    ["SYSLOG_IDENTIFIER", "pathplug"],
    // What writes the entry is gone before the journal asks which unit it was of; `journalctl -u` looks at this one too.
    ["OBJECT_SYSTEMD_UNIT", unit],
    ["PATHPLUG_BURST", burst],
    ["PATHPLUG_DECISION", kind],
    ["PATHPLUG_CODE", code],
    ["PATHPLUG_WWID", wwid],
    ["PATHPLUG_MAP", map],
    ...devs.map((dev) => ["PATHPLUG_DEV", dev] as const),
    ...uevents.map((seqnum) => ["PATHPLUG_SEQNUM", seqnum] as const),
  ];
  return fields
    .flatMap(([name, value]) => (value ? [`${name}=${terminalText(value).slice(0, LONGEST)}\n`] : []))
    .join("");
}
