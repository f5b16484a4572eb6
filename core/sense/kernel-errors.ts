import type { BlockStatus } from "./block-status.ts";
import { hostByteNamed } from "./host-byte.ts";
import type { KernelEvent } from "./kernel-event.ts";
import { type KernelLine, type LineDevice, parseKernelLine } from "./kernel-line.ts";

/** A line of the log, and when it was written: milliseconds since the epoch, where that is known. */
export interface LogLine {
  readonly text: string;
  readonly time?: number;
}

/** What the lines about one failed command say together. */
export interface KernelError {
  readonly device: LineDevice;
  /** Of its last line. */
  readonly time?: number;
  readonly hostByte?: string;
  readonly key?: number;
  readonly deferred?: boolean;
  readonly asc?: number;
  readonly ascq?: number;
  readonly cdb?: Uint8Array;
  readonly status?: BlockStatus;
  /** In units of 512 bytes, whatever the block size. */
  readonly sector?: bigint;
  readonly event?: KernelEvent;
}

/** A path of dm-multipath that failed or was taken back, by the number of its disk. */
export interface PathChange {
  readonly devt: string;
  readonly failed: boolean;
  readonly time?: number;
}

export interface KernelErrors {
  readonly errors: readonly KernelError[];
  readonly paths: readonly PathChange[];
  /** Disks that got their names, each with how many errors stand before it. */
  readonly attached: readonly { readonly device: LineDevice; readonly errors: number }[];
  /** Lines that say nothing of an error. */
  readonly others: number;
}

type Growing = { -readonly [K in keyof KernelError]: KernelError[K] };

/** Joins the lines of each failed command: the kernel writes up to five, and those of other disks may stand between them. */
export function joinKernelLines(lines: readonly LogLine[]): KernelErrors {
  const errors: Growing[] = [];
  const paths: PathChange[] = [];
  const attached: KernelErrors["attached"][number][] = [];
  let others = 0;
  for (const { text, time } of lines) {
    const line = parseKernelLine(text);
    const at = time === undefined ? {} : { time };
    if (line === undefined) others += 1;
    else if (line.kind === "path-failed" || line.kind === "path-reinstated") {
      paths.push({ devt: line.devt, failed: line.kind === "path-failed", ...at });
    } else if (line.kind === "attached") attached.push({ device: line.device, errors: errors.length });
    else Object.assign(errorOf(errors, line, time), fieldsOf(line), at);
  }
  return { errors, paths, attached, others };
}

/** The open error that a line belongs to, or a new one. */
function errorOf(errors: Growing[], line: KernelLine, time: number | undefined): Growing {
  // A result, and an event, begin an error; what follows of the same command adds to it.
  const isFirst = line.kind === "result" || line.kind === "event";
  const open = isFirst ? undefined : lastOf(errors, line, time);
  if (open !== undefined) return open;
  const begun: Growing = { device: line.device };
  errors.push(begun);
  return begun;
}

/** Milliseconds within which the lines of one command are written. */
const TOGETHER = 1000;

/** Commands that may fail at once, and whose lines are mixed. */
const OPEN = 256;

/** The last error of the same command that does not have yet what the line says, nor contradicts it. */
function lastOf(errors: readonly Growing[], line: KernelLine, time: number | undefined): Growing | undefined {
  const found = errors.slice(-OPEN).findLast(({ device }) => isSame(device, line.device));
  if (found === undefined || found.event !== undefined || found.status !== undefined) return undefined;
  if (time !== undefined && found.time !== undefined && time - found.time > TOGETHER) return undefined;
  const isThere = Object.keys(fieldsOf(line)).some((field) => field in found);
  return isThere || (line.kind === "ended" && !mayEndSo(found, line.status)) ? undefined : found;
}

/** The kernel drops lines in a storm: the end of a command that a host byte has failed is not one that a device has given. */
function mayEndSo({ key, hostByte }: KernelError, status: BlockStatus): boolean {
  const host = key === undefined ? hostByteNamed(hostByte ?? "") : undefined;
  return host === undefined || status === "IOERR" || status === host.handling.status;
}

/** The end of a request names its disk alone; the other lines name address and tag. */
function isSame(one: LineDevice, other: LineDevice): boolean {
  if (other.hctl === undefined) return other.dev !== undefined && one.dev === other.dev;
  return one.hctl === other.hctl && one.tag === other.tag;
}

function fieldsOf(line: KernelLine): Partial<KernelError> {
  switch (line.kind) {
    case "result":
      return { hostByte: line.hostByte };
    case "sense-key":
      return { key: line.key, deferred: line.deferred };
    case "additional-sense":
      return { asc: line.asc, ascq: line.ascq };
    case "command":
      return { cdb: line.cdb };
    case "ended":
      return { status: line.status, sector: line.sector };
    case "event":
      return { event: line.event };
    default:
      return {};
  }
}
