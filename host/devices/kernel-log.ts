import { decodeText } from "../../core/bytes/text.ts";
import type { LogLine } from "../../core/sense/kernel-errors.ts";
import { KERNEL_LINE_PATTERN } from "../../core/sense/kernel-line.ts";
import type { System } from "../system/system.ts";

/** Lines that are asked of the journal at most, the latest ones: a storm of errors must not be read for minutes. */
const LIMIT = 4000;

/** Only what tells of errors is asked for, so a recording holds nothing else of the log. */
const JOURNAL = [
  "journalctl",
  "-k",
  "--no-pager",
  "--quiet",
  "--output=json",
  "--output-fields=MESSAGE",
  `--lines=${LIMIT}`,
  `--grep=${KERNEL_LINE_PATTERN}`,
] as const;
const DMESG = ["dmesg", "--kernel", "--time-format=iso", "--color=never"] as const;

/**
 * Lines of the kernel's log of this boot that may tell of errors of disks, oldest first: the journal's, else, where there is
 * none or it has no such line, the kernel's own buffer by dmesg(1). Empty where neither may be read.
 */
export async function readKernelLog(system: System): Promise<readonly LogLine[]> {
  const lines = await readKernelJournal(system);
  if (lines.length > 0) return lines;
  const dmesg = await system.spawn(DMESG, { timeoutMs: 10_000 });
  return dmesg.status === 0 ? dmesgLines(decodeText(dmesg.stdout)) : [];
}

/** The journal's alone, which is what a recording keeps: the kernel's buffer has all that the kernel says. */
export async function readKernelJournal(system: System): Promise<readonly LogLine[]> {
  const { stdout } = await system.spawn(JOURNAL, { timeoutMs: 10_000 });
  return journalLines(decodeText(stdout));
}

/**
 * One JSON object a line (systemd.journal-fields(7)). What is no object of that form is left out: journalctl talks as well.
 * With --grep and --lines some versions begin with the latest line; those are turned around.
 */
export function journalLines(text: string): readonly LogLine[] {
  const lines = text.split("\n").flatMap((line) => journalLine(line) ?? []);
  return (lines.at(0)?.time ?? 0) > (lines.at(-1)?.time ?? 0) ? lines.reverse() : lines;
}

function journalLine(text: string): LogLine | undefined {
  if (!text.startsWith("{")) return undefined;
  let entry: unknown;
  try {
    entry = JSON.parse(text);
  } catch {
    return undefined;
  }
  const { MESSAGE, __REALTIME_TIMESTAMP } = entry as Readonly<Record<string, unknown>>;
  const message = messageText(MESSAGE);
  if (message === undefined) return undefined;
  // Microseconds; a number that is none, or past what a date can be, is no time.
  const time = /^\d{1,18}$/.test(String(__REALTIME_TIMESTAMP))
    ? Number(__REALTIME_TIMESTAMP) / 1000
    : undefined;
  return { text: message, ...(time === undefined || time > 8.64e15 ? {} : { time }) };
}

/** A message that is no UTF-8, or holds control characters, is an array of its bytes. */
function messageText(message: unknown): string | undefined {
  if (typeof message === "string") return message;
  const isBytes =
    Array.isArray(message) && message.every((byte) => Number.isInteger(byte) && byte >= 0 && byte < 256);
  return isBytes ? decodeText(Uint8Array.from(message as number[])) : undefined;
}

/** `2026-11-26T13:28:01,123456+00:00 sd 3:0:0:1: …` */
export function dmesgLines(text: string): readonly LogLine[] {
  return text.split("\n").flatMap((line) => {
    const [, date = "", zone = "", words] =
      /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:,\d+)?([+-]\d\d:\d\d) (.*)$/.exec(line) ?? [];
    if (words === undefined) return [];
    const time = Date.parse(`${date}${zone}`);
    return [{ text: words, ...(Number.isNaN(time) ? {} : { time }) }];
  });
}
