import { formatHex } from "../bytes/hex.ts";
import { type InspectJson, inspectPage } from "./inspect.ts";
import { type LayoutField, layoutOf } from "./inspect-layout.ts";
import { type PageName, pages } from "./inspect-page.ts";
import { terminalText } from "./terminal-text.ts";
import { wrapText } from "./wrap-text.ts";

/** Bytes on one line of the ruler. */
const ROW = 16;
/** Where the meaning of bytes, and where an id begins, behind a line's first word. */
const MEANING = 4 + 2 + 3 * ROW - 1 + 2;
const ID = 11;

/**
 * A page for people: one line per field with its offset (hex), its bytes and what they mean, then the ids and the
 * findings. Bytes that belong to no field are shown when they are not zero. Everything that the device chose is escaped.
 * `width` is that of the terminal; absent: no line is broken.
 */
export function renderInspection(page: PageName, bytes: Uint8Array, width?: number): string {
  const json = inspectPage(page, bytes);
  const code = page.length === 2 ? `VPD page ${page}h, ` : "";
  return [
    `${code}${pages[page].title}, ${bytes.length} bytes`,
    ...rulerOf(layoutOf(page, json), json, bytes).map((line) => wrapText(line, width, MEANING)),
    ...idsOf(json).map((line) => wrapText(line, width, ID)),
    ...findingsOf(json).map((line) => wrapText(line, width)),
    "",
  ].join("\n");
}

function rulerOf(layout: readonly LayoutField[], json: InspectJson, bytes: Uint8Array): readonly string[] {
  const lines: string[] = [];
  let at = 0;
  for (const field of [...layout].sort((one, other) => one.offset - other.offset)) {
    if (field.offset >= bytes.length) break;
    lines.push(...gapLines(bytes, at, field.offset));
    const end = Math.min(field.offset + field.length, bytes.length);
    lines.push(...fieldLines(bytes, field.offset, end, meaningOf(field, json)));
    at = Math.max(at, end);
  }
  return [...lines, ...gapLines(bytes, at, bytes.length)];
}

/** Bytes without a field: left out while they are zero. */
function gapLines(bytes: Uint8Array, from: number, to: number): readonly string[] {
  if (to <= from || bytes.subarray(from, to).every((byte) => byte === 0)) return [];
  return fieldLines(bytes, from, to, "");
}

function fieldLines(bytes: Uint8Array, from: number, to: number, meaning: string): readonly string[] {
  const lines: string[] = [];
  for (let at = from; at < to; at += ROW) {
    const row = bytes.subarray(at, Math.min(at + ROW, to));
    const hex = [...row].map((byte) => formatHex(Uint8Array.of(byte))).join(" ");
    const note = at === from ? meaning : "";
    lines.push(`  ${at.toString(16).padStart(4, "0")}  ${hex.padEnd(3 * ROW - 1)}  ${note}`.trimEnd());
  }
  return lines;
}

function meaningOf({ keys, label }: LayoutField, json: InspectJson): string {
  const values = keys.flatMap((key) => {
    const value = valueAt(json, key);
    if (value === undefined) return [];
    return label === undefined ? [`${words(key)} ${valueText(value)}`] : [valueText(value)];
  });
  return [...(label === undefined ? [] : [label]), ...(values.length > 0 ? [values.join(", ")] : [])].join(
    ": ",
  );
}

/** The field at a path such as `groups.0.state`. */
function valueAt(json: unknown, key: string): unknown {
  let value = json;
  for (const step of key.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[step];
  }
  return value;
}

/** `maximumTransferLength` as `maximum transfer length`. */
function words(key: string): string {
  const name = key.split(".").at(-1) ?? key;
  return name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** What a designator's header line and offset do not tell already. */
const ALREADY_SHOWN = new Set(["offset", "length", "association", "codeSet", "type", "kind", "bytes", "naa"]);

function valueText(value: unknown): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return terminalText(value === "" ? "(blank)" : value);
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map(valueText).join(", ");
  if (typeof value !== "object" || value === null) return String(value);
  return Object.entries(value)
    .filter(([key]) => !ALREADY_SHOWN.has(key))
    .map(([, field]) => valueText(field))
    .join(" ");
}

function idsOf(json: InspectJson): readonly string[] {
  if (!("wwid" in json)) return [];
  return [
    `  WWID       ${valueText(json.wwid ?? "none")}`,
    `  kernel id  ${valueText(json.kernelId ?? "none")}`,
  ];
}

function findingsOf(json: InspectJson): readonly string[] {
  const findings = Array.isArray(json.findings) ? (json.findings as readonly InspectJson[]) : [];
  return findings.map(({ severity, code, message, offset }) => {
    const place = typeof offset === "number" ? ` at ${offset.toString(16).padStart(4, "0")}` : "";
    return `  ${String(severity)}${place}: ${terminalText(String(message))} (${String(code)})`;
  });
}
