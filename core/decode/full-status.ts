import { formatHex } from "../bytes/hex.ts";
import type { Untrusted } from "../bytes/untrusted.ts";
import { untrustedText } from "../bytes/untrusted.ts";
import type { Decoded } from "./decoded.ts";
import { type Page, present, readText } from "./page.ts";
import { HEADER, openReservations, type ReservationType, readType } from "./persistent-reservations.ts";

/** One registered I_T nexus: an initiator port, at one target port or all of them. */
export interface Registrant {
  readonly key: bigint;
  /** Relative target port identifier; absent where the registration is for all target ports. */
  readonly relativePort?: number;
  /** The initiator port: world wide name in hex, iSCSI name, or the bytes of its TransportID in hex. */
  readonly initiator: Untrusted;
  /** The type of the reservation that it holds; absent where it holds none. */
  readonly holds?: ReservationType | "reserved";
}

/** READ FULL STATUS: who has registered which key. */
export interface FullStatus {
  readonly generation?: number;
  readonly registrants: readonly Registrant[];
}

const DESCRIPTOR = 24;

/**
 * Decodes READ FULL STATUS (SPC-6 6.17.5): a descriptor for each registered nexus, its TransportID behind it. One that is cut
 * is left out.
 */
export function decodeFullStatus(bytes: Uint8Array): Decoded<FullStatus> {
  const page = openReservations(bytes, "read-full-status");
  const registrants: Registrant[] = [];
  let offset = HEADER;
  while (offset < page.bytes.length) {
    const length = page.bytes.u32(offset + 20);
    const end = offset + DESCRIPTOR + present(length);
    if (length === undefined || end > page.bytes.length) {
      page.note("page-short", offset, "a full status descriptor is cut");
      break;
    }
    registrants.push(decodeRegistrant(page, offset, present(length)));
    offset = end;
  }
  return { value: { ...page.counted, registrants }, findings: page.findings };
}

function decodeRegistrant(page: Page, offset: number, length: number): Registrant {
  const { bytes: at } = page;
  const isForAll = at.flag(offset + 12, 1) === true;
  const isHolder = at.flag(offset + 12, 0) === true;
  return {
    key: at.u64(offset) ?? 0n,
    ...(isForAll ? {} : { relativePort: present(at.u16(offset + 18)) }),
    initiator: readTransportId(page, offset + DESCRIPTOR, length),
    ...(isHolder ? { holds: readType(page, offset + 13) ?? "reserved" } : {}),
  };
}

/** Where each protocol has the port's name in its TransportID (SPC-6 7.6.4): offset and length. */
const NAMES: Readonly<Record<number, readonly [number, number]>> = {
  0: [8, 8], // Fibre Channel: N_Port_Name
  3: [8, 8], // SBP: EUI-64
  4: [8, 16], // SRP: initiator port identifier
  6: [4, 8], // SAS address
};
const ISCSI = 5;

/** The initiator port of a TransportID (SPC-6 7.6.4); of an unknown protocol all its bytes. */
function readTransportId(page: Page, offset: number, length: number): Untrusted {
  const protocol = present(page.bytes.bits(offset, 0, 4));
  if (protocol === ISCSI && length > 4) return readText(page, offset + 4, length - 4, "an iSCSI name");
  const [from, size] = NAMES[protocol] ?? [0, length];
  const isWhole = from + size <= length;
  return untrustedText(formatHex(page.bytes.upTo(offset + (isWhole ? from : 0), isWhole ? size : length)));
}
