import { Cursor } from "../bytes/cursor.ts";
import { decodeSenseKeySpecific, type SenseKeySpecific } from "./sense-key-specific.ts";

/**
 * One sense data descriptor. Its bytes are `2 + length` from `offset`. A body that is too short for its type, or whose
 * VALID bit says that it holds nothing, is `other` with the type's number.
 */
export type SenseDescriptor = { readonly offset: number; readonly length: number } & (
  | { readonly kind: "information"; readonly information: bigint }
  | { readonly kind: "command-specific"; readonly commandSpecific: bigint }
  | { readonly kind: "sense-key-specific"; readonly field: number; readonly meaning: SenseKeySpecific }
  | { readonly kind: "field-replaceable-unit"; readonly unit: number }
  | StreamCommands
  | { readonly kind: "block-commands"; readonly incorrectLength: boolean }
  | AtaStatusReturn
  | { readonly kind: "another-progress"; readonly key: number; readonly progress: number }
  /** Sense data of another device, as `forwarded` bytes: those of the copy source, the copy destination, or neither (0). */
  | {
      readonly kind: "forwarded";
      readonly truncated: boolean;
      readonly source: number;
      readonly status: number;
      readonly forwarded: Uint8Array;
    }
  | DirectAccessBlockDevice
  | { readonly kind: "other"; readonly type: number }
);

interface StreamCommands {
  readonly kind: "stream-commands";
  readonly filemark: boolean;
  readonly endOfMedium: boolean;
  readonly incorrectLength: boolean;
}

/** The registers of an ATA device behind a SCSI / ATA translation; in the 48-bit form `extend` is set. */
interface AtaStatusReturn {
  readonly kind: "ata-status-return";
  readonly extend: boolean;
  readonly error: number;
  readonly status: number;
  readonly device: number;
  readonly count: number;
  readonly lba: bigint;
}

interface DirectAccessBlockDevice {
  readonly kind: "direct-access-block-device";
  readonly incorrectLength: boolean;
  readonly information?: bigint;
  readonly commandSpecific: bigint;
  readonly senseKeySpecific?: number;
  readonly unit: number;
}

/** The fields of a descriptor, without where it stands. */
type Body = SenseDescriptor extends infer Each
  ? Each extends unknown
    ? Omit<Each, "offset" | "length">
    : never
  : never;

/**
 * Decodes the descriptor at `offset`; undefined where it does not end within the bytes. Types and layouts are those of
 * SPC-6 4.4.2.1, of SBC (block commands, direct access), SSC (stream commands) and SAT (ATA status return).
 */
export function decodeSenseDescriptor(at: Cursor, offset: number, key: number): SenseDescriptor | undefined {
  const [type, length] = [at.u8(offset), at.u8(offset + 1)];
  if (type === undefined || length === undefined) return undefined;
  const bytes = at.slice(offset, 2 + length);
  if (bytes === undefined) return undefined;
  const body = bodies[type]?.(new Cursor(bytes), key) ?? { kind: "other", type };
  return { offset, length, ...body } as SenseDescriptor;
}

/** By DESCRIPTOR TYPE; offsets count from the descriptor's first byte. */
const bodies: Readonly<Record<number, (at: Cursor, key: number) => Body | undefined>> = {
  0: (at) => {
    const information = at.u64(4);
    return information === undefined || at.flag(2, 7) !== true
      ? undefined
      : { kind: "information", information };
  },
  1: (at) => {
    const commandSpecific = at.u64(4);
    return commandSpecific === undefined ? undefined : { kind: "command-specific", commandSpecific };
  },
  2: (at, key) => {
    const field = specific(at.u24(4));
    if (field === undefined || at.length < 8) return undefined;
    return { kind: "sense-key-specific", field, meaning: decodeSenseKeySpecific(key, field) };
  },
  3: (at) => {
    const unit = at.u8(3);
    return unit === undefined ? undefined : { kind: "field-replaceable-unit", unit };
  },
  4: (at) => {
    const bits = at.u8(3);
    if (bits === undefined) return undefined;
    const [filemark, endOfMedium, incorrectLength] = [0x80, 0x40, 0x20].map((bit) => (bits & bit) !== 0);
    return { kind: "stream-commands", filemark, endOfMedium, incorrectLength } as StreamCommands;
  },
  5: (at) => {
    const incorrectLength = at.flag(3, 5);
    return incorrectLength === undefined ? undefined : { kind: "block-commands", incorrectLength };
  },
  9: decodeAtaStatusReturn,
  10: (at) => {
    const progress = at.u16(6);
    return progress === undefined ? undefined : { kind: "another-progress", key: at.u8(2) ?? 0, progress };
  },
  12: (at) => {
    const [flags, status] = [at.u8(2), at.u8(3)];
    if (flags === undefined || status === undefined) return undefined;
    const forwarded = at.upTo(4, at.length - 4);
    return {
      kind: "forwarded",
      truncated: (flags & 0x80) !== 0,
      source: flags & 0x0f,
      status,
      forwarded,
    };
  },
  13: decodeDirectAccess,
};

/** ATA STATUS RETURN (SAT-5): each register's low byte stands behind its high one, LBA bits in the order 31:24, 7:0, 39:32, … */
function decodeAtaStatusReturn(at: Cursor): AtaStatusReturn | undefined {
  if (at.length < 14) return undefined;
  const byte = (offset: number): number => at.u8(offset) ?? 0;
  const extend = (byte(2) & 1) === 1;
  const high = (offset: number): bigint => (extend ? BigInt(byte(offset)) : 0n);
  const low = (offset: number): bigint => BigInt(byte(offset));
  const lba =
    (high(10) << 40n) | (high(8) << 32n) | (high(6) << 24n) | (low(11) << 16n) | (low(9) << 8n) | low(7);
  const count = (extend ? byte(4) << 8 : 0) | byte(5);
  return {
    kind: "ata-status-return",
    extend,
    error: byte(3),
    status: byte(13),
    device: byte(12),
    count,
    lba,
  };
}

/** All that a disk has to say in one descriptor (SBC-4): VALID, ILI, SENSE-KEY SPECIFIC, INFORMATION, command specific. */
function decodeDirectAccess(at: Cursor): DirectAccessBlockDevice | undefined {
  const [information, commandSpecific, senseKeySpecific] = [at.u64(8), at.u64(16), specific(at.u24(4))];
  if (information === undefined || commandSpecific === undefined) return undefined;
  return {
    kind: "direct-access-block-device",
    incorrectLength: at.flag(2, 5) === true,
    ...(at.flag(2, 7) === true ? { information } : {}),
    commandSpecific,
    ...(senseKeySpecific === undefined ? {} : { senseKeySpecific }),
    unit: at.u8(7) ?? 0,
  };
}

/** SENSE-KEY SPECIFIC without SKSV, the top bit of the three bytes; absent where that is not set. */
export function specific(field: number | undefined): number | undefined {
  return field !== undefined && field >= 0x80_0000 ? field - 0x80_0000 : undefined;
}
