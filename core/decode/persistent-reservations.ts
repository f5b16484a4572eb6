import type { Decoded } from "./decoded.ts";
import { noteLength, openBytes, type Page, present } from "./page.ts";

/** Types of a persistent reservation (SPC-6 6.17.3.4). */
export type ReservationType =
  | "write-exclusive"
  | "exclusive-access"
  | "write-exclusive-registrants-only"
  | "exclusive-access-registrants-only"
  | "write-exclusive-all-registrants"
  | "exclusive-access-all-registrants";

export const RESERVATION_TYPES: Readonly<Record<number, ReservationType>> = {
  1: "write-exclusive",
  3: "exclusive-access",
  5: "write-exclusive-registrants-only",
  6: "exclusive-access-registrants-only",
  7: "write-exclusive-all-registrants",
  8: "exclusive-access-all-registrants",
};

/** READ KEYS: every registered key, one for each I_T nexus that has registered it. */
export interface ReservationKeys {
  /** Counts registrations, preemptions and clears; wraps at 32 bits. */
  readonly generation?: number;
  readonly keys: readonly bigint[];
}

/** A reservation that is held. */
export interface Reservation {
  /** Key of the holder; 0 where all registrants hold it. */
  readonly key: bigint;
  /** Absent for a reserved value. */
  readonly type?: ReservationType;
}

/** READ RESERVATION. */
export interface HeldReservation {
  readonly generation?: number;
  /** Absent where none is held. */
  readonly reservation?: Reservation;
}

/** REPORT CAPABILITIES. */
export interface ReservationCapabilities {
  /** Whether registrations can be made to survive a loss of power (PTPL_C), and whether they are now (PTPL_A). */
  readonly survivesPowerLoss: "never" | "on-request" | "now";
  /** Whether one REGISTER can be for all target ports (ATP_C). */
  readonly allTargetPorts: boolean;
  /** Types that it has; absent where it does not say. */
  readonly types?: readonly ReservationType[];
}

/** Bytes of PRGENERATION and ADDITIONAL LENGTH. */
export const HEADER = 8;
const KEY = 8;
const DESCRIPTOR = 16;

interface Counted {
  /** PRGENERATION, as a part of what is decoded; empty where it is cut. */
  readonly counted: { readonly generation?: number };
}

/** Opens PERSISTENT RESERVE IN parameter data (SPC-6 6.17.2): PRGENERATION, ADDITIONAL LENGTH, and what follows. */
export function openReservations(bytes: Uint8Array, subject: string): Page & Counted {
  const raw = openBytes(bytes, subject);
  const [generation, declared] = [raw.bytes.u32(0), raw.bytes.u32(4)];
  const page = openBytes(bytes, subject, HEADER + present(declared));
  if (declared === undefined) page.note("page-short", bytes.length, `the header has ${HEADER} bytes`);
  else noteLength(page, bytes.length, HEADER + declared, HEADER);
  return { ...page, counted: generation === undefined ? {} : { generation } };
}

/** Decodes READ KEYS (SPC-6 6.17.2): keys of 8 bytes each; one that is cut is left out. */
export function decodeReadKeys(bytes: Uint8Array): Decoded<ReservationKeys> {
  const page = openReservations(bytes, "read-keys");
  const keys: bigint[] = [];
  for (let at = HEADER; ; at += KEY) {
    const key = page.bytes.u64(at);
    if (key === undefined) break;
    keys.push(key);
  }
  return { value: { ...page.counted, keys }, findings: page.findings };
}

/** Decodes READ RESERVATION (SPC-6 6.17.3): no descriptor where no reservation is held. */
export function decodeReadReservation(bytes: Uint8Array): Decoded<HeldReservation> {
  const page = openReservations(bytes, "read-reservation");
  if (page.bytes.length <= HEADER) return { value: page.counted, findings: page.findings };
  const key = page.bytes.u64(HEADER);
  const code = page.bytes.bits(HEADER + 13, 0, 4);
  if (key === undefined || code === undefined) {
    page.note("page-short", page.bytes.length, `the descriptor has ${DESCRIPTOR} bytes`);
    return { value: page.counted, findings: page.findings };
  }
  const type = readType(page, HEADER + 13);
  const reservation = { key, ...(type === undefined ? {} : { type }) };
  return { value: { ...page.counted, reservation }, findings: page.findings };
}

/** The type of a reservation, in bits 0 to 3 of a byte; its scope above is always the logical unit. */
export function readType(page: Page, offset: number): ReservationType | undefined {
  const code = present(page.bytes.bits(offset, 0, 4));
  const type = RESERVATION_TYPES[code];
  if (type === undefined) page.note("field-reserved", offset, `reservation type ${code.toString(16)}h`);
  return type;
}

/** Where the types are told (SPC-6 6.17.4): byte and bit of the type mask. */
const TYPE_BITS: readonly (readonly [ReservationType, number, number])[] = [
  ["write-exclusive", 4, 1],
  ["exclusive-access", 4, 3],
  ["write-exclusive-registrants-only", 4, 5],
  ["exclusive-access-registrants-only", 4, 6],
  ["write-exclusive-all-registrants", 4, 7],
  ["exclusive-access-all-registrants", 5, 0],
];

/** Decodes REPORT CAPABILITIES (SPC-6 6.17.4); the type mask counts where TMV is set. */
export function decodeReservationCapabilities(bytes: Uint8Array): Decoded<ReservationCapabilities> {
  const raw = openBytes(bytes, "report-capabilities");
  const declared = raw.bytes.u16(0);
  const page = openBytes(bytes, "report-capabilities", present(declared));
  if (declared === undefined) page.note("page-short", bytes.length, "the length field has 2 bytes");
  else noteLength(page, bytes.length, declared, 6);
  const can = page.bytes.flag(2, 0) === true;
  const isOn = page.bytes.flag(3, 0) === true;
  const types = TYPE_BITS.filter(([, byte, bit]) => page.bytes.flag(byte, bit) === true);
  const value: ReservationCapabilities = {
    survivesPowerLoss: isOn ? "now" : can ? "on-request" : "never",
    allTargetPorts: page.bytes.flag(2, 2) === true,
    ...(page.bytes.flag(3, 7) === true ? { types: types.map(([type]) => type) } : {}),
  };
  return { value, findings: page.findings };
}
