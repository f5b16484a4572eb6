import { formatHex } from "../bytes/hex.ts";
import { decodeLatin1, decodeText } from "../bytes/text.ts";
import type { Designator } from "../decode/designator.ts";
import type { ScsiIdPages } from "./scsi-id.ts";

/** `.SCSI_ID_SERIAL_SRC` of sg3_utils' rules: which ambiguous sources may give ID_SERIAL. Releases before 1.48 use all. */
export type Sg3Sources = "T" | "TLVS";

/**
 * ID_SERIAL as sg3_utils' 55-scsi-sg3_id.rules make it of `sg_inq --export`: ATA, NAA 6, 5, 2, EUI-64, SCSI name string, then by
 * `sources` T10, NAA 3, vendor specific and serial number. Of two designators of one kind the last one counts,
 * because each prints the same variable. Only binary NAA and EUI-64 and UTF-8 names count. As of release 1.48.
 */
export function sg3IdOf(
  pages: ScsiIdPages,
  designators: readonly Designator[],
  sources: Sg3Sources = "T",
): string | undefined {
  const found = variablesOf(pages.vpd83, designators);
  const sure = firstOf(found, ["ATA", "REGEXT", "REG", "EXT", "EUI64", "NAME", "T10"]);
  if (sure !== undefined || sources === "T") return sure;
  const local = firstOf(found, ["LOCAL"]);
  if (local !== undefined) return local;
  const names = [8, 16].map((offset, index) =>
    encode(pages.inquiry?.slice(offset, offset + 8 * (index + 1)) ?? new Uint8Array(0)),
  );
  const vendorSpecific = found.get("VENDOR");
  if (vendorSpecific !== undefined) return `0${names.join("_")}_${vendorSpecific}`;
  const serial = pages.vpd80 === undefined ? "" : encodeForUdev(encode(pages.vpd80.slice(4)));
  return serial === "" ? undefined : `S${names.join("_")}_${serial}`;
}

const PREFIXES: Readonly<Record<string, string>> = {
  ATA: "",
  REGEXT: "3",
  REG: "3",
  EXT: "3",
  LOCAL: "3",
  EUI64: "2",
  NAME: "8",
  T10: "1",
};

function firstOf(found: ReadonlyMap<string, string>, names: readonly string[]): string | undefined {
  const name = names.find((candidate) => (found.get(candidate) ?? "") !== "");
  return name === undefined ? undefined : `${PREFIXES[name]}${found.get(name)}`;
}

/** The SCSI_IDENT_LUN_ variables that `sg_inq --export --page=di` prints. */
function variablesOf(
  page: Uint8Array | undefined,
  designators: readonly Designator[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  if (page !== undefined && (page[6] ?? 0) !== 0) {
    found.set(naaName(page[4] ?? 0), formatHex(page.slice(4)));
    return found;
  }
  for (const designator of designators) {
    if (designator.association === "reserved") break;
    if (designator.association !== "logical-unit" || designator.bytes.length === 0) continue;
    addVariable(found, designator);
  }
  return found;
}

function addVariable(found: Map<string, string>, designator: Designator): void {
  const { bytes, codeSet, type } = designator;
  const isText = codeSet === "ascii" || codeSet === "utf8";
  if (type === 0 && bytes.length <= 128)
    found.set("VENDOR", isText ? encodeForUdev(encode(bytes)) : formatHex(bytes));
  if (type === 1) {
    const text = encode(bytes);
    found.set("T10", isText ? encodeForUdev(text) : formatHex(bytes));
    if (isText && text.startsWith("ATA_")) found.set("ATA", encodeForUdev(text.slice(4)));
  }
  if (type === 2 && codeSet === "binary") found.set("EUI64", formatHex(bytes));
  if (type === 3 && codeSet === "binary") found.set(naaName(bytes[0] ?? 0), formatHex(bytes));
  if (type === 8 && codeSet === "utf8") found.set("NAME", decodeText(bytes).split("\0")[0] ?? "");
}

function naaName(first: number): string {
  return { 6: "REGEXT", 5: "REG", 2: "EXT" }[first >> 4] ?? "LOCAL";
}

/**
 * sg_inq's folding of a text: leading blanks and then control characters dropped, trailing blanks and NULs dropped,
 * runs of blanks made `_`, one NUL skipped, two end it, other unprintable bytes made `.`.
 */
function encode(bytes: Uint8Array): string {
  const text = decodeLatin1(bytes)
    .replace(/^[ \t]+/, "")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is dropped.
    .replace(/^[\x00-\x1f]+/, "")
    .replace(/[ \t\0]+$/, "");
  let folded = "";
  let isAfterNul = false;
  for (const character of text) {
    if (character === "\0" && isAfterNul) break;
    isAfterNul = character === "\0";
    if (isAfterNul) continue;
    if (character !== " " && character !== "\t") folded += isPrintable(character) ? character : ".";
    else if (folded !== "" && !folded.endsWith("_")) folded += "_";
  }
  return /^\.*$/.test(folded) && !text.includes(".") ? "" : folded;
}

function isPrintable(character: string): boolean {
  return character >= " " && character <= "~";
}

function encodeForUdev(text: string): string {
  return text.replace(
    /[^0-9A-Za-z#+\-.:=@_]/g,
    (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
