import { type ThrownByOclif, usageMessage } from "../commands/usage-error.ts";

/** What ends a run of the command line: the text for stderr (empty: say nothing) and the exit status. */
export interface Failure {
  readonly text: string;
  readonly status: number;
}

/** Exit statuses of sysexits(3) that the command line itself uses. */
const FAILED = 1;
const USAGE = 64;

/** The fields that oclif, and errors of ours that pass through it, carry. */
interface Thrown extends ThrownByOclif {
  readonly stack?: string;
  readonly code?: string;
}

function asThrown(error: unknown): Thrown {
  return error instanceof Error ? (error as Thrown) : { message: String(error) };
}

/** Edits (insert, delete, replace one character) between two words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? a.length;
}

function nearest(word: string, commands: readonly string[]): string | undefined {
  return commands
    .map((command) => ({ command, edits: distance(word, command) }))
    .filter(({ command, edits }) => edits <= Math.max(1, Math.floor(command.length / 3)))
    .sort((a, b) => a.edits - b.edits)[0]?.command;
}

function unknownCommand(word: string, commands: readonly string[]): Failure {
  const meant = nearest(word, commands)?.replaceAll(":", " ");
  const hint =
    meant === undefined ? "`pathplug --help` lists the commands" : `did you mean \`pathplug ${meant}\`?`;
  return {
    text: `pathplug: bad-argument: there is no command "${word.replaceAll(":", " ")}"\nhint: ${hint}`,
    status: USAGE,
  };
}

/**
 * Turns what a command threw into the text and status the user gets. A mistake in the command line is told with a
 * hint and status 64, an exit a command asked for keeps its status, anything unforeseen is called an internal error.
 * `commands` are the ids to suggest from; `verbose` adds the stack trace.
 */
export function renderFailure(error: unknown, commands: readonly string[], verbose: boolean): Failure {
  const thrown = asThrown(error);
  if (thrown.code === "EEXIT") return { text: "", status: thrown.oclif?.exit ?? 0 };
  const missing = /^command (\S+) not found$/.exec(thrown.message)?.[1];
  if (missing !== undefined) return unknownCommand(missing, commands);
  const usage = usageMessage(thrown);
  if (usage !== undefined) {
    const hint = "hint: add --help to see what the command takes";
    return { text: `pathplug: bad-argument: ${usage}\n${hint}`, status: USAGE };
  }
  const { message } = thrown;
  const stack = verbose && thrown.stack !== undefined ? `\n${thrown.stack}` : "";
  if (thrown.oclif?.exit !== undefined)
    return { text: `pathplug: ${message}${stack}`, status: thrown.oclif.exit };
  const hint = "hint: this is a mistake in pathplug; run again with DEBUG=1 and report what it prints";
  return { text: `pathplug: internal error: ${message}${stack}\n${hint}`, status: FAILED };
}
