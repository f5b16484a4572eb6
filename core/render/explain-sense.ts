import { formatHex } from "../bytes/hex.ts";
import { decodeSense } from "../decode/sense.ts";
import { additionalSenseText, SENSE_KEYS } from "../decode/sense-text.ts";
import type { DeviceHandler } from "../sense/device-handler.ts";
import { type ExplainedError, explainKernelError, explainSense } from "../sense/explain-error.ts";
import type { KernelError } from "../sense/kernel-errors.ts";
import { senseCodesOf } from "../sense/sense-codes.ts";
import { type InspectJson, inspectPage } from "./inspect.ts";
import { renderPairs } from "./pairs.ts";
import { fieldPairs, logPairs, meaningPairs, senseTitle } from "./sense-pairs.ts";
import { terminalText } from "./terminal-text.ts";
import type { TreeStyle } from "./topology-text.ts";

/** One error as it was given: sense data, or what the kernel's log has of a command. */
export type GivenError =
  | { readonly kind: "sense"; readonly bytes: Uint8Array }
  | { readonly kind: "log"; readonly error: KernelError };

export interface ErrorOptions {
  readonly style: TreeStyle;
  /** Width of the terminal; absent: no line is broken. */
  readonly width?: number;
  /** The SCSI device handler that is attached to the disk. */
  readonly handler?: DeviceHandler;
}

/** One error for people: a title, then name and value lines. */
export function renderGivenError(given: GivenError, { style, width, handler }: ErrorOptions): string {
  const columns = width === undefined ? undefined : width - 2;
  const body = (rows: Parameters<typeof renderPairs>[0]): string =>
    renderPairs(rows, columns).replace(/^(?=.)/gm, "  ");
  if (given.kind === "log") {
    const { error } = given;
    const rows = [...logPairs(error), ...meaningPairs(explainKernelError(error, handler))];
    return `${style.strong(terminalText(errorTitle(error)))}\n${body(rows)}`;
  }
  const { value, findings } = decodeSense(given.bytes);
  const codes = senseCodesOf(value);
  const meaning = codes === undefined ? [] : meaningPairs(explainSense(codes, handler));
  const title = value.format === "unknown" ? "no sense data" : senseTitle(value.key, value.asc, value.ascq);
  const odd = findings.map(({ code, message }) => ["finding", `${code}: ${message}`] as const);
  return `${style.strong(terminalText(title))}\n${body([...fieldPairs(value), ...meaning, ...odd])}`;
}

/** What an error of the log is called: by its sense data, its host byte, the kernel's own words, or its end. */
export function errorTitle({ key, asc, ascq, hostByte, event, status }: KernelError): string {
  if (key !== undefined) return senseTitle(key, asc, ascq);
  if (event !== undefined) return event.phrase;
  if (hostByte !== undefined && hostByte !== "DID_OK") return hostByte;
  return status === undefined ? "a command that failed" : `BLK_STS_${status}`;
}

/** What `pathplug explain sense --json` prints; docs/schemas/sense.schema.json describes it. */
export interface SenseJson {
  readonly schema: "pathplug.sense/1";
  readonly errors: readonly ErrorJson[];
  /** Lines that say nothing of an error. */
  readonly otherLines: number;
}

export type ErrorJson = ExplainedError & {
  readonly device?: { readonly dev?: string; readonly hctl?: string };
  /** ISO 8601, in UTC. */
  readonly time?: string;
  readonly sense?: SenseNames;
  readonly hostByte?: string;
  /** Hex of the CDB. */
  readonly command?: string;
  /** Decimal text: in units of 512 bytes. */
  readonly sector?: string;
  readonly event?: string;
  /** The page `sense` of `pathplug inspect`, of sense data that were given as hex. */
  readonly decoded?: InspectJson;
};

interface SenseNames {
  readonly key: number;
  readonly keyText: string;
  readonly asc: number;
  readonly ascq: number;
  readonly text?: string;
  readonly deferred: boolean;
}

/** One error for programs; undefined for bytes that are no sense data. */
export function errorJson(given: GivenError, handler?: DeviceHandler): ErrorJson | undefined {
  if (given.kind === "sense") {
    const codes = senseCodesOf(decodeSense(given.bytes).value);
    if (codes === undefined) return undefined;
    const { key, asc, ascq, deferred } = codes;
    const decoded = inspectPage("sense", given.bytes);
    return { sense: namesOf(key, asc, ascq, deferred), ...explainSense(codes, handler), decoded };
  }
  return kernelErrorJson(given.error, explainKernelError(given.error, handler));
}

/** An error of the kernel's log for programs. */
export function kernelErrorJson(error: KernelError, explained: ExplainedError): ErrorJson {
  const { device, time, hostByte, key, asc = 0, ascq = 0, deferred = false, cdb, sector, event } = error;
  const { dev, hctl } = device;
  return {
    ...(dev === undefined && hctl === undefined ? {} : { device: withoutTag(error) }),
    ...(time === undefined ? {} : { time: new Date(time).toISOString() }),
    ...(key === undefined ? {} : { sense: namesOf(key, asc, ascq, deferred) }),
    ...(hostByte === undefined ? {} : { hostByte }),
    ...(cdb === undefined ? {} : { command: formatHex(cdb) }),
    ...(sector === undefined ? {} : { sector: sector.toString() }),
    ...(event === undefined ? {} : { event: event.phrase }),
    ...explained,
  };
}

function withoutTag({ device: { dev, hctl } }: KernelError): {
  readonly dev?: string;
  readonly hctl?: string;
} {
  return { ...(dev === undefined ? {} : { dev }), ...(hctl === undefined ? {} : { hctl }) };
}

function namesOf(key: number, asc: number, ascq: number, deferred: boolean): SenseNames {
  const text = additionalSenseText(asc, ascq);
  const keyText = SENSE_KEYS[key] ?? "";
  return { key, keyText, asc, ascq, ...(text === undefined ? {} : { text }), deferred };
}
