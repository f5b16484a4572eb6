import type { Decoded } from "./decoded.ts";
import type { Page } from "./page.ts";
import { noteLength, openBytes } from "./page.ts";
import { decodeSenseDescriptor, type SenseDescriptor, specific } from "./sense-descriptors.ts";
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
  /** Absent for codes that vendors assign. */
  readonly text: string | undefined;
  /** FILEMARK, EOM or ILI of the fixed format is set (SPC-6 4.4.3, byte 2); the descriptor format has descriptors for them. */
  readonly filemark: boolean | undefined;
  readonly endOfMedium: boolean | undefined;
  readonly incorrectLength: boolean | undefined;
  /** INFORMATION, where VALID says that it is there. */
  readonly information: bigint | undefined;
  readonly commandSpecific: bigint | undefined;
  /** SENSE-KEY SPECIFIC, 24 bits, where SKSV says that it is there. */
  readonly senseKeySpecific: number | undefined;
  readonly fieldReplaceableUnit: number | undefined;
  /** Of the descriptor format, in their order; empty for the fixed one. */
  readonly descriptors: readonly SenseDescriptor[];
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
  filemark: undefined,
  endOfMedium: undefined,
  incorrectLength: undefined,
  information: undefined,
  commandSpecific: undefined,
  senseKeySpecific: undefined,
  fieldReplaceableUnit: undefined,
  descriptors: [],
};

function decodeFixed(page: Page, deferred: boolean): Sense {
  const at = page.bytes;
  const information = at.u32(3);
  const commandSpecific = at.u32(8);
  return {
    ...withCodes(at.bits(2, 0, 4), at.u8(12), at.u8(13)),
    format: "fixed",
    deferred,
    filemark: at.flag(2, 7),
    endOfMedium: at.flag(2, 6),
    incorrectLength: at.flag(2, 5),
    information: at.flag(0, 7) === true && information !== undefined ? BigInt(information) : undefined,
    commandSpecific: commandSpecific === undefined ? undefined : BigInt(commandSpecific),
    senseKeySpecific: specific(at.u24(15)),
    fieldReplaceableUnit: at.u8(14),
    descriptors: [],
  };
}

/** Sense data descriptors (SPC-6 4.4.2.1): type, additional length, body. Of a repeated type the first one counts. */
function decodeDescriptors(page: Page, deferred: boolean): Sense {
  const at = page.bytes;
  const key = at.bits(1, 0, 4);
  const descriptors: SenseDescriptor[] = [];
  let offset = 8;
  while (offset < at.length) {
    const descriptor = decodeSenseDescriptor(at, offset, key ?? 0);
    if (descriptor === undefined) {
      page.note("page-short", offset, "a sense data descriptor is cut");
      break;
    }
    descriptors.push(descriptor);
    offset += 2 + descriptor.length;
  }
  const first = <K extends SenseDescriptor["kind"]>(kind: K) =>
    descriptors.find((each): each is Extract<SenseDescriptor, { kind: K }> => each.kind === kind);
  const disk = first("direct-access-block-device");
  const stream = first("stream-commands");
  return {
    ...withCodes(key, at.u8(2), at.u8(3)),
    format: "descriptor",
    deferred,
    filemark: stream?.filemark,
    endOfMedium: stream?.endOfMedium,
    incorrectLength: (first("block-commands") ?? stream ?? disk)?.incorrectLength,
    information: first("information")?.information ?? disk?.information,
    commandSpecific: first("command-specific")?.commandSpecific ?? disk?.commandSpecific,
    senseKeySpecific: first("sense-key-specific")?.field ?? disk?.senseKeySpecific,
    fieldReplaceableUnit: first("field-replaceable-unit")?.unit ?? disk?.unit,
    descriptors,
  };
}

function withCodes(key: number | undefined, asc: number | undefined, ascq: number | undefined) {
  const text = asc === undefined || ascq === undefined ? undefined : additionalSenseText(asc, ascq);
  return { key, keyText: key === undefined ? undefined : SENSE_KEYS[key], asc, ascq, text };
}
