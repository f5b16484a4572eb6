import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Decoded } from "../../../core/decode/decoded.ts";
import { decodeFullStatus } from "../../../core/decode/full-status.ts";
import { decodeNvmeController, decodeNvmeNamespace } from "../../../core/decode/nvme-identify.ts";
import {
  decodeReadKeys,
  decodeReadReservation,
  decodeReservationCapabilities,
} from "../../../core/decode/persistent-reservations.ts";
import { decodeRtpg } from "../../../core/decode/rtpg.ts";
import { decodeSense } from "../../../core/decode/sense.ts";
import { decodeStandardInquiry } from "../../../core/decode/standard-inquiry.ts";
import { decodeVpd00 } from "../../../core/decode/vpd-00.ts";
import { decodeVpd80 } from "../../../core/decode/vpd-80.ts";
import { decodeVpd83 } from "../../../core/decode/vpd-83.ts";
import { decodeVpd86 } from "../../../core/decode/vpd-86.ts";
import { decodeVpdB0 } from "../../../core/decode/vpd-b0.ts";
import { decodeVpdB1 } from "../../../core/decode/vpd-b1.ts";
import { decodeVpdB2 } from "../../../core/decode/vpd-b2.ts";
import { identify } from "../../../core/identify/identify.ts";
import { mutate, mutations, propertyRuns } from "./mutation.ts";
import * as valid from "./valid-pages.ts";
import * as reservations from "./valid-reservations.ts";

type Decoder = (bytes: Uint8Array) => Decoded<object>;

const decoders: readonly (readonly [string, Decoder, readonly Uint8Array[]])[] = [
  ["standard INQUIRY", decodeStandardInquiry, [valid.inquiry]],
  ["page 00", decodeVpd00, [valid.page00]],
  ["page 80", decodeVpd80, [valid.page80]],
  ["page 83", decodeVpd83, [valid.page83]],
  ["page 86", decodeVpd86, [valid.page86]],
  ["page b0", decodeVpdB0, [valid.pageB0]],
  ["page b1", decodeVpdB1, [valid.pageB1]],
  ["page b2", decodeVpdB2, [valid.pageB2]],
  ["RTPG", decodeRtpg, [valid.rtpg, valid.rtpgExtended]],
  ["READ KEYS", decodeReadKeys, [reservations.readKeys, reservations.noKeys]],
  ["READ RESERVATION", decodeReadReservation, [reservations.readReservation, reservations.notReserved]],
  ["REPORT CAPABILITIES", decodeReservationCapabilities, [reservations.capabilities]],
  ["READ FULL STATUS", decodeFullStatus, [reservations.fullStatus]],
  ["sense data", decodeSense, [valid.senseFixed, valid.senseDescriptor, valid.senseDescriptors]],
  ["NVMe Identify Controller", decodeNvmeController, [valid.nvmeController]],
  ["NVMe Identify Namespace", decodeNvmeNamespace, [valid.nvmeNamespace]],
  ["the identity of page 83", identityOf, [valid.page83]],
];

function identityOf(bytes: Uint8Array): Decoded<object> {
  const identity = identify({ inquiry: bytes, vpd80: bytes, vpd83: bytes }, "TLVS");
  return { value: identity, findings: identity.findings };
}

const MARGIN = 300;

/** The bytes as a view into a larger buffer, so that a read past either end meets `poison`. */
function surrounded(bytes: Uint8Array, poison: number): Uint8Array {
  const buffer = new Uint8Array(bytes.length + 2 * MARGIN).fill(poison);
  buffer.set(bytes, MARGIN);
  return buffer.subarray(MARGIN, MARGIN + bytes.length);
}

function print(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) => {
    if (typeof field === "bigint") return `${field}n`;
    return field instanceof Uint8Array ? String(field) : field;
  });
}

/** Decodes without throwing, the same whatever lies around the bytes, and places findings inside them. */
function check(decode: Decoder, bytes: Uint8Array): void {
  const decoded = decode(surrounded(bytes, 0x00));
  if (print(decoded) !== print(decode(surrounded(bytes, 0xa5))))
    throw new Error("bytes outside the page were read");
  for (const { code, place } of decoded.findings) {
    const offset = place?.offset ?? 0;
    if (offset < 0 || offset > bytes.length) throw new Error(`${code} at ${offset} of ${bytes.length} bytes`);
  }
}

/** Random bytes; every other time behind the header of a valid page, or nothing but the page code would be tested. */
function random(page: Uint8Array): fc.Arbitrary<Uint8Array> {
  const headed = fc
    .uint8Array({ maxLength: 64 })
    .map((body) => Uint8Array.from([...page.slice(0, 4), ...body]));
  return fc.oneof(headed, fc.uint8Array({ maxLength: 64 }));
}

const inputs = decoders.map(([name, decode, pages]) => {
  const mutated = fc
    .tuple(fc.constantFrom(...pages), mutations)
    .map(([page, mutation]) => mutate(page, mutation));
  return [name, decode, fc.oneof(mutated, random(pages[0] ?? new Uint8Array(4)))] as const;
});
/** The identity is made of a decoder that is in the list already, so it does not count. */
const runsEach = Math.ceil(propertyRuns / (decoders.length - 1));

describe(`every decoder is total: ${propertyRuns} inputs, half of them mutations of valid pages`, () => {
  it.each(inputs)(
    "never throws nor reads past the end: %s",
    (_name, decode, bytes) => {
      fc.assert(
        fc.property(bytes, (input) => check(decode, input)),
        { numRuns: runsEach },
      );
    },
    120_000,
  );

  it("ran as many inputs as it says", () => {
    expect(runsEach * (decoders.length - 1)).toBeGreaterThanOrEqual(propertyRuns);
  });
});
