import { formatHex } from "../bytes/hex.ts";
import { decodeText } from "../bytes/text.ts";
import type { Designator } from "../decode/designator.ts";

/**
 * The id that the kernel shows in a SCSI device's `wwid` attribute, without trailing blanks; undefined where the
 * attribute has none (drivers/scsi/scsi_lib.c, scsi_vpd_lun_id, in 6.1, 6.12 and 7.2 alike).
 *
 * Ranks SCSI name string, NAA 6, EUI-64 of 16 and 12 bytes, NAA 5, EUI-64 of 8 bytes, then T10 and NAA 3 as equals. NAA 2
 * has no rank there. Of equals the last one wins, except that a text never replaces something of more bytes.
 */
export function kernelIdOf(designators: readonly Designator[]): string | undefined {
  let best: { readonly rank: number; readonly size: number; readonly text: string | undefined } = {
    rank: 0,
    size: 0,
    text: undefined,
  };
  for (const designator of designators) {
    const rank = kernelRank(designator);
    const size = designator.bytes.length;
    if (rank === 0 || best.rank > rank) continue;
    const isText = designator.type === 1 || designator.type === 8;
    if (isText && best.size > size) continue;
    // A NAA of a length that it cannot have takes the place and leaves the former text.
    best = { rank, size, text: spellKernel(designator) ?? best.text };
  }
  return best.text === undefined ? undefined : cString(best.text);
}

function kernelRank(designator: Designator): number {
  const { association, bytes, type } = designator;
  if (association !== "logical-unit" || bytes.length === 0) return 0;
  if (type === 8) return 9;
  if (type === 3) return NAA_RANKS[(bytes[0] ?? 0) >> 4] ?? 0;
  if (type === 2) return EUI_RANKS[bytes.length] ?? 0;
  return type === 1 ? 1 : 0;
}

const NAA_RANKS: Readonly<Record<number, number>> = { 6: 8, 5: 5, 4: 4, 3: 1 };
const EUI_RANKS: Readonly<Record<number, number>> = { 16: 7, 12: 6, 8: 3 };

function spellKernel(designator: Designator): string | undefined {
  const { bytes, type } = designator;
  if (type === 2) return `eui.${formatHex(bytes)}`;
  if (type === 1) return `t10.${escapeUnprintable(bytes)}`;
  if (type === 8) return decodeText(bytes);
  return bytes.length === 8 || bytes.length === 16 ? `naa.${formatHex(bytes)}` : undefined;
}

/** As the kernel's `%*pE`: what its ctype calls printable stays, the rest becomes a C escape or three octal digits. */
function escapeUnprintable(bytes: Uint8Array): string {
  const escaped: number[] = [];
  for (const byte of bytes) {
    if ((byte >= 0x20 && byte <= 0x7e) || byte >= 0xa0) escaped.push(byte);
    else
      for (const character of ESCAPES[byte] ?? `\\${byte.toString(8).padStart(3, "0")}`)
        escaped.push(character.charCodeAt(0));
  }
  return decodeText(Uint8Array.from(escaped));
}

const ESCAPES: Readonly<Record<number, string>> = {
  0: "\\0",
  7: "\\a",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
  27: "\\e",
};

/** What a reader of the attribute sees: up to the first NUL, trailing white space dropped. */
function cString(text: string): string {
  return (text.split("\0")[0] ?? "").replace(/[ \t\n\r]+$/, "");
}
