import { formatHex } from "../bytes/hex.ts";
import { decodeText } from "../bytes/text.ts";
import type { Designator } from "../decode/designator.ts";

/** Bytes that multipath-tools keeps for a WWID, the closing NUL included. */
export const WWID_BUFFER = 128;

/** A designator in multipath-tools' spelling. */
export interface Spelled {
  readonly designator: Designator;
  readonly wwid: string;
  /** Something of the id is not in the spelling: it was longer than 127 bytes, or went on behind a NUL. */
  readonly isCut: boolean;
}

/**
 * How multipath-tools ranks a designator, 0 for none: only those of the logical unit, NAA 6 before 5 before 2
 * before EUI-64, SCSI name string, T10, and last NAA 3, which is locally assigned.
 */
export function multipathRank(designator: Designator): number {
  if (designator.association !== "logical-unit") return 0;
  switch (designator.kind) {
    case "naa":
      return { 6: 8, 5: 7, 2: 6, 3: 1 }[designator.naa];
    case "eui-64":
      return 4;
    case "scsi-name":
      return 3;
    case "t10":
      return 2;
    default:
      return 0;
  }
}

/** The usable designators of the logical unit, best first; of equals the page's first one wins. */
export function rankMultipath(
  designators: readonly Designator[],
  bufferSize = WWID_BUFFER,
): readonly Spelled[] {
  return designators
    .filter((designator) => multipathRank(designator) > 0)
    .sort((one, other) => multipathRank(other) - multipathRank(one) || one.offset - other.offset)
    .map((designator) => spellMultipath(designator, bufferSize));
}

/**
 * Spells one designator: prefix 3 (NAA), 2 (EUI-64), 8 (SCSI name string) or 1 (T10), then hex or text. A name that
 * begins with `naa.` or `eui.` gets prefix 3 or 2 and lower case; runs of blanks in a T10 id become one `_`, trailing
 * ones nothing. What does not fit `bufferSize` - 1 bytes is cut, hex to whole bytes.
 */
export function spellMultipath(designator: Designator, bufferSize = WWID_BUFFER): Spelled {
  const used = designator.bytes.slice(0, WWID_BUFFER);
  if (designator.kind === "naa" || designator.kind === "eui-64") {
    const text = `${designator.type}${formatHex(used)}`;
    const wwid = text.length < bufferSize ? text : text.slice(0, 2 * Math.floor(bufferSize / 2) - 1);
    return { designator, wwid, isCut: wwid !== text || used.length < designator.bytes.length };
  }
  const bytes = spellText(designator, used);
  const limit = bytes.length < bufferSize ? bytes.length : bufferSize - 1;
  const nul = bytes.indexOf(0);
  const end = nul < 0 ? limit : Math.min(nul, limit);
  const hidden = nul < 0 ? [] : [...bytes.slice(nul)].filter((byte) => byte !== 0);
  const isCut = limit < bytes.length || used.length < designator.bytes.length || hidden.length > 0;
  return { designator, wwid: decodeText(bytes.slice(0, end)), isCut };
}

const BLANK = 0x20;
const UNDERSCORE = 0x5f;

function spellText(designator: Designator, used: Uint8Array): Uint8Array {
  if (designator.kind !== "scsi-name") return Uint8Array.from([...ascii("1"), ...collapseBlanks(used)]);
  const isIqn = designator.name.startsWith("iqn.");
  const prefix = isIqn ? "8" : designator.name.startsWith("eui.") ? "2" : "3";
  const rest = used.slice(4);
  const nul = rest.indexOf(0);
  const name = nul < 0 ? rest : rest.slice(0, nul);
  return Uint8Array.from([...ascii(prefix), ...(isIqn ? name : name.map(lowerCase))]);
}

/** Each run of blanks becomes `_`, but one at the very end becomes nothing. */
function collapseBlanks(bytes: Uint8Array): number[] {
  const collapsed: number[] = [];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    if (byte !== BLANK) collapsed.push(byte);
    else if (bytes[at + 1] !== BLANK && at + 1 < bytes.length) collapsed.push(UNDERSCORE);
  }
  return collapsed;
}

function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from([...text].map((character) => character.charCodeAt(0)));
}
