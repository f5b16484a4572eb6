import type { Decision } from "../../core/diagnostic/decisions.ts";
import type { Diagnostic } from "../../core/diagnostic/diagnostic.ts";
import { LONGEST, renderJournalEntry, syslogPriority } from "../../core/render/journal-entry.ts";
import { terminalText } from "../../core/render/terminal-text.ts";
import { given } from "../../core/values/given.ts";
import type { System } from "../../host/system/system.ts";
import { readText } from "../../host/system/text.ts";
import type { Engine } from "./engine.ts";
import { EntryQueue } from "./entry-queue.ts";

/** Number of the uevent that has brought a disk to a run, where one has. */
export type UeventOf = (system: System, dev: string) => string | undefined;

/** Says one decision. */
export type Journal = (severity: Diagnostic["severity"], text: string, decision: Decision) => void;

export interface OpenJournal {
  readonly journal: Journal;
  /** Waits until all is said, for a bounded time. */
  readonly close: () => Promise<void>;
}

const SOCKET = "/run/systemd/journal/socket";

/**
 * Each decision becomes an entry of the journal with fields, whoever has started the run. By hand it is also one line on
 * standard error, for the person who waits there; for a service a line with its priority (sd-daemon(3)) stands in where no
 * entry can be written.
 */
export function journalOf(engine: Engine, ueventOf: UeventOf = () => undefined): OpenJournal {
  const { system } = engine;
  const isService = isJournal(engine);
  const writeLine = (severity: Diagnostic["severity"], text: string): void => {
    const prefix = isService ? `<${syslogPriority[severity]}>` : "";
    engine.writeError(`${prefix}pathplug: ${terminalText(text).slice(0, LONGEST)}\n`);
  };
  // Without the socket `logger` says nothing of it and ends well.
  if (!system.exists(SOCKET)) return { journal: writeLine, close: async () => {} };
  const unit = unitOf(readText(system, "/proc/self/cgroup") ?? "");
  const burst = engine.environment("INVOCATION_ID") ?? randomId(system);
  const origin = given({ unit, burst });
  const queue = new EntryQueue(system);
  return {
    journal: (severity, text, decision) => {
      const uevents = (decision.devs ?? []).flatMap((dev) => ueventOf(system, dev) ?? []);
      const entry = renderJournalEntry(severity, text, decision, { ...origin, uevents });
      if (isService) queue.add({ entry, line: () => writeLine(severity, text) });
      else {
        writeLine(severity, text);
        queue.add({ entry, line: () => {} });
      }
    },
    close: () => queue.close(),
  };
}

/** An id for a run by hand, as systemd gives one to those of units. */
function randomId(system: System): string | undefined {
  return readText(system, "/proc/sys/kernel/random/uuid")?.trim().replaceAll("-", "");
}

/**
 * Whether standard error is the journal: the variable alone is passed on to every program that a service's terminal
 * starts (systemd.exec(5)).
 */
function isJournal({ system, environment }: Engine): boolean {
  const inode = environment("JOURNAL_STREAM")?.split(":")[1];
  return inode !== undefined && system.readLink("/proc/self/fd/2") === `socket:[${inode}]`;
}

/** The unit that this process belongs to: the last part of its control group. */
function unitOf(cgroup: string): string | undefined {
  return /\/([\w@.:\\-]+\.service)\n?$/m.exec(cgroup)?.[1];
}

export function diagnosticLine({ code, subject, message, hint }: Diagnostic): string {
  return `${code}: ${subject}: ${message.replace(/\.$/, "")}; hint: ${hint}`;
}
