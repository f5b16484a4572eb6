import { formatHex, parseHex } from "../bytes/hex.ts";
import type { AnyCode } from "../diagnostic/all-codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { type PageName, pageOfCode, pageOfPrefix, pages } from "./inspect-page.ts";

/** What one line of input is. Offsets count characters of the line from 0. */
export type InspectInput =
  | { readonly kind: "page"; readonly page: PageName; readonly bytes: Uint8Array }
  | { readonly kind: "nothing" }
  | { readonly kind: "error"; readonly code: AnyCode; readonly offset: number };

/** JSON of one page, or of one bad line. */
export type InspectJson = Readonly<Record<string, unknown>>;

/**
 * Reads one line: hex of a VPD page, which carries its page code in byte 1, or a prefix (`inquiry:`, `rtpg:`,
 * `sense:`, `nvme-id-ctrl:`, `nvme-id-ns:`) and hex. Blank lines and what follows a `#` are nothing. How hex may be
 * written tells `parseHex`; a group of hex digits before a colon is hex, not a prefix.
 */
export function readInspectLine(line: string): InspectInput {
  const text = line.replace(/#.*$/s, "").trimEnd();
  if (text.trim() === "") return { kind: "nothing" };
  const found = /^\s*([A-Za-z][A-Za-z0-9-]*):/.exec(text);
  const prefix = found?.[1];
  const isPrefixed = prefix !== undefined && !/^([0-9a-f]{2})+$/i.test(prefix);
  const start = isPrefixed ? (found?.[0].length ?? 0) : 0;
  const prefixed = isPrefixed ? pageOfPrefix(prefix) : undefined;
  if (isPrefixed && prefixed === undefined) {
    return { kind: "error", code: "line-prefix", offset: text.length - text.trimStart().length };
  }
  const hex = parseHex(text.slice(start));
  if (hex.kind === "error") return { kind: "error", code: hex.code, offset: start + hex.offset };
  if (prefixed !== undefined) return { kind: "page", page: prefixed, bytes: hex.bytes };
  const code = hex.bytes[1];
  if (code === undefined) return { kind: "error", code: "page-short", offset: text.length };
  const page = pageOfCode(code);
  return page === undefined
    ? { kind: "error", code: "page-unknown", offset: start }
    : { kind: "page", page, bytes: hex.bytes };
}

/**
 * One line of `pathplug inspect --json -`: the page's JSON, `{"error":{"code","line","offset"}}` for a bad line
 * (`line` counts from 1, `offset` from 0), or undefined for a line that says nothing.
 */
export function inspectLine(text: string, lineNumber: number): InspectJson | undefined {
  const input = readInspectLine(text);
  if (input.kind === "nothing") return undefined;
  if (input.kind === "page") return inspectPage(input.page, input.bytes);
  return { error: { code: input.code, line: lineNumber, offset: input.offset } };
}

/** JSON of one page: `page`, its named fields, `findings`. A number or flag that the bytes do not reach is not there. */
export function inspectPage(page: PageName, bytes: Uint8Array): InspectJson {
  const { value, findings } = pages[page].decode(bytes);
  const fields = jsonOf(value) as InspectJson;
  return {
    schema: "pathplug.inspect/1",
    page,
    length: bytes.length,
    ...fields,
    findings: findings.map(findingJson),
  };
}

/** A finding with the byte offset it is about. */
function findingJson({ code, severity, message, place }: Diagnostic): InspectJson {
  return { code, severity, message, ...(place?.offset === undefined ? {} : { offset: place.offset }) };
}

/**
 * Values as JSON has them: bytes as hex, integers beyond 2^53 as decimal text (JSON readers would round them),
 * absent fields left out. Texts of the device are plain strings; JSON's own escapes are enough for that sink.
 */
function jsonOf(value: unknown): unknown {
  if (typeof value === "bigint")
    return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value.toString();
  if (value instanceof Uint8Array) return formatHex(value);
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(entries.map(([key, field]) => [key, jsonOf(field)]));
}
