/** The sense data that ended a command, with the three numbers that name the condition. */
export interface Sg3Sense {
  /** Sense key, 0 to 15 (SPC-6 4.4.8). */
  readonly key: number;
  /** Additional sense code; absent when the sense data are too short to hold one. */
  readonly asc?: number;
  /** Additional sense code qualifier; absent when the sense data are too short to hold one. */
  readonly ascq?: number;
  /** All bytes sg3_utils showed, fixed or descriptor format. */
  readonly bytes: Uint8Array;
}

/**
 * sg3_utils prints this block for failed commands when asked with `-vv`, in hex: the only form of sense that does
 * not depend on its wording. Versions differ in what follows `sb_len`.
 */
const RAW_SENSE =
  /Raw sense data \(in hex\), sb_len=(\d+)[^\n]*\n((?:[ \t]*[0-9a-f]{2}(?:[ \t]+[0-9a-f]{2})*[ \t]*\n?)+)/g;

/**
 * Finds the sense data of the last failed command in an error text. A program may send several commands; the last
 * one decided its exit status. Bytes beyond the sense buffer's own length, which sg3_utils shows, are cut.
 */
export function readSense(stderr: string): Sg3Sense | undefined {
  let last: RegExpMatchArray | undefined;
  for (const match of stderr.matchAll(RAW_SENSE)) last = match;
  if (last === undefined) return undefined;
  const octets = (last[2] ?? "").match(/[0-9a-f]{2}/g) ?? [];
  const bytes = Uint8Array.from(octets.slice(0, Number(last[1])), (octet) => Number.parseInt(octet, 16));
  return nameCondition(bytes);
}

function nameCondition(bytes: Uint8Array): Sg3Sense | undefined {
  const code = (bytes[0] ?? 0) & 0x7f;
  const descriptor = code === 0x72 || code === 0x73;
  if (!descriptor && code !== 0x70 && code !== 0x71) return undefined;
  const key = bytes[descriptor ? 1 : 2];
  if (key === undefined) return undefined;
  const asc = bytes[descriptor ? 2 : 12];
  const ascq = bytes[descriptor ? 3 : 13];
  const named = { key: key & 0x0f, bytes };
  return asc === undefined || ascq === undefined ? named : { ...named, asc, ascq };
}

/** Exit statuses sg3_utils gives to sense keys, where they differ from the key itself. */
const STATUS_OF_KEY: Readonly<Record<number, number>> = {
  0: 20,
  1: 21,
  4: 3,
  8: 3,
  13: 98,
  9: 98,
  12: 98,
  15: 98,
};

/** The exit status sg3_utils has for a condition (sg3_utils(8), EXIT STATUS), for programs that end with 0 on some. */
export function statusOfSense({ key, asc, ascq }: Sg3Sense): number {
  if (key === 2 && asc === 0x04) {
    if (ascq === 0x0b) return 12;
    if (ascq === 0x0c) return 13;
  }
  if (key === 5 && asc === 0x20 && ascq === 0) return 9;
  if (key === 5 && asc === 0x21 && ascq === 0) return 22;
  if (key === 5 && asc === 0x26 && ascq === 0) return 19;
  if (key === 11 && asc === 0x10) return 40;
  return STATUS_OF_KEY[key] ?? key;
}
