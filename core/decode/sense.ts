import type { Decoded } from "./decoded.ts";
import type { Page } from "./page.ts";
import { noteLength, openBytes } from "./page.ts";
import { additionalSenseText, SENSE_KEYS } from "./sense-text.ts";

/** Sense data (SPC-6 4.4) of either format. */
export interface Sense {
  readonly format: "fixed" | "descriptor" | "unknown";
  /** Response code 71h or 73h: the error is of an earlier command. */
  readonly deferred: boolean;
  readonly key: number | undefined;
  readonly keyText: string | undefined;
  readonly asc: number | undefined;
  readonly ascq: number | undefined;
  /** Known for the codes that matter to paths. */
  readonly text: string | undefined;
  /** INFORMATION, where VALID says that it is there. */
  readonly information: bigint | undefined;
  readonly commandSpecific: bigint | undefined;
  /** SENSE-KEY SPECIFIC, 24 bits, where SKSV says that it is there. */
  readonly senseKeySpecific: number | undefined;
  readonly fieldReplaceableUnit: number | undefined;
}

/** Decodes fixed (70h, 71h; SPC-6 4.4.3) and descriptor (72h, 73h; SPC-6 4.4.2) sense data. */
export function decodeSense(bytes: Uint8Array): Decoded<Sense> {
  const code = (bytes[0] ?? 0) & 0x7f;
  const isDescriptor = code === 0x72 || code === 0x73;
  const isFixed = code === 0x70 || code === 0x71;
  const declared = 8 + (bytes[7] ?? 0);
  const page = openBytes(bytes, "sense", bytes.length < 8 ? bytes.length : Math.min(declared, bytes.length));
  if (!isDescriptor && !isFixed) {
    page.note("sense-format-unknown", 0, `response code ${code.toString(16).padStart(2, "0")}h`);
    return { value: UNKNOWN, findings: page.findings };
  }
  // Buffers are usually longer than the sense data in them, so what lies behind is no finding.
  if (bytes.length < 8) page.note("page-short", bytes.length, `${bytes.length} bytes, the header has 8`);
  else noteLength(page, Math.min(bytes.length, declared), declared, isFixed ? 18 : 8);
  const value = isFixed ? decodeFixed(page, code === 0x71) : decodeDescriptors(page, code === 0x73);
  return { value, findings: page.findings };
}

const UNKNOWN: Sense = {
  format: "unknown",
  deferred: false,
  key: undefined,
  keyText: undefined,
  asc: undefined,
  ascq: undefined,
  text: undefined,
  information: undefined,
  commandSpecific: undefined,
  senseKeySpecific: undefined,
  fieldReplaceableUnit: undefined,
};

function decodeFixed(page: Page, deferred: boolean): Sense {
  const at = page.bytes;
  const information = at.u32(3);
  const commandSpecific = at.u32(8);
  return {
    ...withCodes(at.bits(2, 0, 4), at.u8(12), at.u8(13)),
    format: "fixed",
    deferred,
    information: at.flag(0, 7) === true && information !== undefined ? BigInt(information) : undefined,
    commandSpecific: commandSpecific === undefined ? undefined : BigInt(commandSpecific),
    senseKeySpecific: specific(at.u24(15)),
    fieldReplaceableUnit: at.u8(14),
  };
}

/** Sense data descriptors (SPC-6 4.4.2.1): type, additional length, body. Of a repeated type the first one counts. */
function decodeDescriptors(page: Page, deferred: boolean): Sense {
  const at = page.bytes;
  const found: { information?: bigint; commandSpecific?: bigint; senseKeySpecific?: number; unit?: number } =
    {};
  let offset = 8;
  while (offset < at.length) {
    const length = at.u8(offset + 1);
    if (length === undefined || offset + 2 + length > at.length) {
      page.note("page-short", offset, "a sense data descriptor is cut");
      break;
    }
    const type = at.u8(offset);
    const wide = at.u64(offset + 4);
    const sks = specific(at.u24(offset + 4));
    if (type === 0 && length >= 10 && wide !== undefined && at.flag(offset + 2, 7) === true)
      found.information ??= wide;
    if (type === 1 && length >= 10 && wide !== undefined) found.commandSpecific ??= wide;
    if (type === 2 && length >= 6 && sks !== undefined) found.senseKeySpecific ??= sks;
    if (type === 3 && length >= 2) found.unit ??= at.u8(offset + 3) ?? 0;
    offset += 2 + length;
  }
  return {
    ...withCodes(at.bits(1, 0, 4), at.u8(2), at.u8(3)),
    format: "descriptor",
    deferred,
    information: found.information,
    commandSpecific: found.commandSpecific,
    senseKeySpecific: found.senseKeySpecific,
    fieldReplaceableUnit: found.unit,
  };
}

function withCodes(key: number | undefined, asc: number | undefined, ascq: number | undefined) {
  const text = asc === undefined || ascq === undefined ? undefined : additionalSenseText(asc, ascq);
  return { key, keyText: key === undefined ? undefined : SENSE_KEYS[key], asc, ascq, text };
}

/** SKSV is the top bit of the three bytes. */
function specific(field: number | undefined): number | undefined {
  return field !== undefined && field >= 0x80_0000 ? field - 0x80_0000 : undefined;
}
