import { formatHex } from "../bytes/hex.ts";
import { decodeLatin1, decodeText, encodeText } from "../bytes/text.ts";
import { replaceBytes } from "../bytes/untrusted.ts";
import type { Designator } from "../decode/designator.ts";

/** scsi_id asks for 254 bytes of a page, and never sees what lies behind. */
const PAGE_BYTES = 254;
/** Bytes it keeps for an id, type digit and closing NUL included. */
const ID_BYTES = 256;

/** Raw pages as read from the device. */
export interface ScsiIdPages {
  readonly inquiry?: Uint8Array | undefined;
  readonly vpd80?: Uint8Array | undefined;
  readonly vpd83?: Uint8Array | undefined;
}

interface Search {
  readonly type: number;
  readonly naa?: number;
  readonly codeSet: "binary" | "ascii";
}

/** In this order; within one entry the page's first designator wins. UTF-8 designators match nothing. */
const SEARCHES: readonly Search[] = [
  { type: 3, naa: 6, codeSet: "binary" },
  { type: 3, naa: 6, codeSet: "ascii" },
  { type: 3, naa: 5, codeSet: "binary" },
  { type: 3, naa: 5, codeSet: "ascii" },
  { type: 3, codeSet: "binary" },
  { type: 3, codeSet: "ascii" },
  { type: 2, codeSet: "binary" },
  { type: 2, codeSet: "ascii" },
  { type: 1, codeSet: "binary" },
  { type: 1, codeSet: "ascii" },
  { type: 0, codeSet: "binary" },
  { type: 0, codeSet: "ascii" },
];

/**
 * ID_SERIAL as systemd's `scsi_id --export` prints it: page 83 by the table above, else page 80 with prefix S, vendor and
 * product. Page 83 in the form of SCSI-2 (byte 6 is not zero) is taken as hex as a whole.
 */
export function scsiIdOf(pages: ScsiIdPages, designators: readonly Designator[]): string | undefined {
  const names = namesOf(pages.inquiry);
  const id = fromPage83(pages.vpd83, designators, names) ?? fromPage80(pages.vpd80, names);
  return id === undefined ? undefined : exportText(id);
}

function fromPage83(
  page: Uint8Array | undefined,
  designators: readonly Designator[],
  names: string | undefined,
): string | undefined {
  if (page === undefined || page[1] !== 0x83) return undefined;
  if ((page[6] ?? 0) !== 0) return `3${formatHex(page.slice(4, 4 + Math.min(page[3] ?? 0, 126)))}`;
  for (const search of SEARCHES) {
    for (const designator of designators) {
      const id = isMatch(search, designator) ? spell(designator, names) : undefined;
      if (id !== undefined) return id;
    }
  }
  return undefined;
}

function isMatch(search: Search, designator: Designator): boolean {
  const { association, bytes, codeSet, offset, type } = designator;
  const isSeen = offset + 4 + bytes.length <= PAGE_BYTES;
  const isNaa = search.naa === undefined || search.naa === (bytes[0] ?? 0) >> 4;
  return (
    isSeen && association === "logical-unit" && type === search.type && codeSet === search.codeSet && isNaa
  );
}

function spell(designator: Designator, names: string | undefined): string | undefined {
  const { bytes, codeSet, type } = designator;
  const text = codeSet === "ascii" ? decodeLatin1(bytes) : formatHex(bytes);
  if (text.length + (type === 0 ? 26 : 2) > ID_BYTES) return undefined;
  if (type !== 0) return `${type}${text}`;
  return names === undefined ? undefined : `0${names}${text}`;
}

/** Vendor and product with their padding; undefined where a NUL cuts one of them, as scsi_id then refuses. */
function namesOf(inquiry: Uint8Array | undefined): string | undefined {
  const names = inquiry?.slice(8, 32);
  return names === undefined || names.length < 24 || names.includes(0) ? undefined : decodeLatin1(names);
}

function fromPage80(page: Uint8Array | undefined, names: string | undefined): string | undefined {
  if (page === undefined || page[1] !== 0x80 || names === undefined) return undefined;
  const length = page[3] ?? 0;
  if (1 + 24 + length > ID_BYTES) return undefined;
  return `S${names}${decodeLatin1(page.slice(4, 4 + length))}`;
}

/** What neither the collapsing nor the replacement touches: the id of almost every LUN. */
const UNCHANGED = /^[0-9A-Za-z#+\-.:=@_]*$/;

/** White space collapsed to `_` and dropped at both ends, then udev's replacement without extra characters. */
function exportText(latin1: string): string {
  if (UNCHANGED.test(latin1)) return latin1;
  const text = (latin1.split("\0")[0] ?? "").replace(/^[ \t-\r]+|[ \t-\r]+$/g, "").replace(/[ \t-\r]+/g, "_");
  const bytes = Uint8Array.from([...text].map((character) => character.charCodeAt(0)));
  return decodeText(replaceBytes(bytes, encodeText("")));
}
