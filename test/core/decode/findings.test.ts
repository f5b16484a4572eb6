import { describe, expect, it } from "vitest";
import type { Decoded } from "../../../core/decode/decoded.ts";
import { decodeNvmeController, decodeNvmeNamespace } from "../../../core/decode/nvme-identify.ts";
import { decodeRtpg } from "../../../core/decode/rtpg.ts";
import { decodeSense } from "../../../core/decode/sense.ts";
import { decodeStandardInquiry } from "../../../core/decode/standard-inquiry.ts";
import { decodeVpd00 } from "../../../core/decode/vpd-00.ts";
import { decodeVpd80 } from "../../../core/decode/vpd-80.ts";
import { decodeVpd83 } from "../../../core/decode/vpd-83.ts";
import { decodeVpdB0 } from "../../../core/decode/vpd-b0.ts";
import { decodeVpdB1 } from "../../../core/decode/vpd-b1.ts";
import { decodeVpdB2 } from "../../../core/decode/vpd-b2.ts";
import * as valid from "./valid-pages.ts";

const { bytes, designator, fromHex, vpd } = valid;

function changed(page: Uint8Array, offset: number, value: number): Uint8Array {
  const copy = Uint8Array.from(page);
  copy[offset] = value;
  return copy;
}

interface Odd {
  readonly title: string;
  readonly decode: (bytes: Uint8Array) => Decoded<object>;
  readonly page: Uint8Array;
  /** `code@offset` of every finding. */
  readonly findings: readonly string[];
  readonly fields?: object;
}

const odd: readonly Odd[] = [
  { title: "nothing at all", decode: decodeVpd80, page: bytes(), findings: ["page-short@0"] },
  { title: "a header that is cut", decode: decodeVpd83, page: bytes(0, 0x83, 0), findings: ["page-short@3"] },
  {
    title: "another page than asked for",
    decode: decodeVpd83,
    page: valid.inquiry,
    findings: ["page-code-mismatch@1"],
    fields: { designators: [] },
  },
  {
    title: "more declared than there is",
    decode: decodeVpd80,
    page: fromHex("00800009 414243"),
    findings: ["page-truncated@7"],
    fields: { serial: "ABC" },
  },
  {
    title: "bytes behind the end",
    decode: decodeVpd80,
    page: fromHex("00800002 414243"),
    findings: ["page-trailing-bytes@6"],
    fields: { serial: "AB" },
  },
  {
    title: "a peripheral that is not connected",
    decode: decodeVpd00,
    page: changed(valid.page00, 0, 0x20),
    findings: ["peripheral-not-connected@0"],
  },
  {
    title: "INQUIRY of a logical unit that is not there",
    decode: decodeStandardInquiry,
    page: changed(valid.inquiry, 0, 0x7f),
    findings: ["peripheral-not-connected@0"],
    fields: { peripheralQualifier: 3, peripheralType: 31 },
  },
  {
    title: "INQUIRY of four bytes",
    decode: decodeStandardInquiry,
    page: bytes(0, 0, 6, 2),
    findings: ["page-short@4"],
  },
  {
    title: "an escape sequence in a vendor name",
    decode: decodeStandardInquiry,
    page: changed(valid.inquiry, 9, 0x1b),
    findings: ["text-unprintable@9"],
    fields: { vendor: "A\u001bME" },
  },
  {
    title: "a byte that is no UTF-8 in a product name",
    decode: decodeStandardInquiry,
    page: changed(valid.inquiry, 16, 0xff),
    findings: ["text-unprintable@16"],
    fields: { product: "\udcffrray LUN" },
  },
  {
    title: "a NUL in a vendor name, which ends it",
    decode: decodeStandardInquiry,
    page: changed(valid.inquiry, 9, 0),
    findings: [],
    fields: { vendor: "A" },
  },
  {
    title: "pages out of order",
    decode: decodeVpd00,
    page: vpd(0, 0, 0x83, 0x80),
    findings: ["page-list-disorder@6"],
  },
  {
    title: "a blank serial number",
    decode: decodeVpd80,
    page: vpd(0x80, "    "),
    findings: ["serial-blank@4"],
  },
  {
    title: "block limits of SBC-2, without alignment",
    decode: decodeVpdB0,
    page: vpd(0xb0, valid.pageB0.subarray(4, 16)),
    findings: [],
    fields: {
      optimalTransferLength: 2048,
      maximumUnmapBlocks: undefined,
      unmapGranularityAlignment: undefined,
    },
  },
  {
    title: "an unmap alignment that is not valid",
    decode: decodeVpdB0,
    page: changed(valid.pageB0, 32, 0),
    findings: [],
    fields: { unmapGranularityAlignment: undefined },
  },
  {
    title: "no medium",
    decode: decodeVpdB1,
    page: changed(changed(valid.pageB1, 4, 0), 5, 1),
    findings: [],
    fields: { rotation: { kind: "non-rotating" } },
  },
  {
    title: "no rotation told",
    decode: decodeVpdB1,
    page: changed(changed(valid.pageB1, 4, 0), 5, 0),
    findings: [],
    fields: { rotation: { kind: "not-reported" } },
  },
  {
    title: "a reserved rotation",
    decode: decodeVpdB1,
    page: changed(valid.pageB1, 4, 0),
    findings: ["field-reserved@4"],
  },
  {
    title: "the reserved rotation ffff",
    decode: decodeVpdB1,
    page: changed(changed(valid.pageB1, 4, 0xff), 5, 0xff),
    findings: ["field-reserved@4"],
  },
  {
    title: "a reserved provisioning type",
    decode: decodeVpdB2,
    page: changed(valid.pageB2, 6, 7),
    findings: ["field-reserved@6"],
    fields: { provisioning: undefined },
  },
  {
    title: "no provisioning group",
    decode: decodeVpdB2,
    page: vpd(0xb2, fromHex("10 e6 02 00")),
    findings: [],
    fields: { group: undefined },
  },
  { title: "RTPG of three bytes", decode: decodeRtpg, page: bytes(0, 0, 0), findings: ["page-short@3"] },
  {
    title: "RTPG whose second descriptor is cut",
    decode: decodeRtpg,
    page: valid.rtpg.subarray(0, 33),
    findings: ["page-truncated@33", "page-short@20"],
  },
  {
    title: "a reserved access state",
    decode: decodeRtpg,
    page: changed(valid.rtpg, 4, 0x05),
    findings: ["field-reserved@4"],
  },
  {
    title: "a reserved status code",
    decode: decodeRtpg,
    page: changed(valid.rtpg, 9, 3),
    findings: ["field-reserved@9"],
  },
  {
    title: "a group reported twice",
    decode: decodeRtpg,
    page: changed(valid.rtpg, 23, 1),
    findings: ["rtpg-group-repeated@22"],
  },
  {
    title: "a port in two groups",
    decode: decodeRtpg,
    page: changed(valid.rtpg, 31, 1),
    findings: ["rtpg-port-repeated@28"],
  },
  {
    title: "an extended header without time",
    decode: decodeRtpg,
    page: fromHex("00000001 10"),
    findings: ["page-short@5"],
    fields: { format: "extended" },
  },
  {
    title: "sense data of no known format",
    decode: decodeSense,
    page: fromHex("7f00"),
    findings: ["sense-format-unknown@0"],
  },
  { title: "no sense data", decode: decodeSense, page: bytes(), findings: ["sense-format-unknown@0"] },
  {
    title: "fixed sense data of four bytes",
    decode: decodeSense,
    page: fromHex("70000600"),
    findings: ["page-short@4"],
  },
  {
    title: "fixed sense data that ends before ASC",
    decode: decodeSense,
    page: fromHex("7000060000000002 0000"),
    findings: ["page-short@10"],
    fields: { asc: undefined, text: undefined },
  },
  {
    title: "deferred fixed sense data in a longer buffer",
    decode: decodeSense,
    page: bytes(fromHex("710003000000000a"), new Uint8Array(24)),
    findings: [],
    fields: { deferred: true, keyText: "medium error" },
  },
  {
    title: "deferred descriptor sense data with an unknown code",
    decode: decodeSense,
    page: fromHex("7306 9999 00000000"),
    findings: [],
    fields: { deferred: true, text: undefined },
  },
  {
    title: "a sense descriptor that is cut",
    decode: decodeSense,
    page: fromHex("7205 2400 000000 04 000a 8000"),
    findings: ["page-short@8"],
  },
  {
    title: "sense descriptors too short or not valid",
    decode: decodeSense,
    page: fromHex("7205 2400 000000 1a 0002 8000 0102 0000 0202 0000 0300 000a 0000 0000000000000001"),
    findings: [],
    fields: { information: undefined, commandSpecific: undefined, senseKeySpecific: undefined },
  },
  {
    title: "a controller structure that is cut",
    decode: decodeNvmeController,
    page: valid.nvmeController.subarray(0, 100),
    findings: ["page-short@100"],
  },
  {
    title: "a controller structure that is too long",
    decode: decodeNvmeController,
    page: bytes(valid.nvmeController, 0),
    findings: ["page-trailing-bytes@4096"],
  },
  {
    title: "an LBA format that is not there",
    decode: decodeNvmeNamespace,
    page: changed(valid.nvmeNamespace, 26, 5),
    findings: ["field-reserved@26"],
    fields: { blockSize: undefined },
  },
  {
    title: "an LBA format above sixteen",
    decode: decodeNvmeNamespace,
    page: changed(changed(changed(valid.nvmeNamespace, 25, 17), 26, 0x21), 198, 9),
    findings: [],
    fields: { blockSize: 512 },
  },
  {
    title: "blocks of two bytes",
    decode: decodeNvmeNamespace,
    page: changed(valid.nvmeNamespace, 134, 1),
    findings: ["field-reserved@134"],
    fields: { blockSize: undefined },
  },
  {
    title: "a namespace without ids",
    decode: decodeNvmeNamespace,
    page: valid.nvmeNamespace.map((byte, at) => (at >= 104 && at < 128 ? 0 : byte)),
    findings: [],
    fields: { nguid: undefined, eui64: undefined },
  },
  {
    title: "page 83 of a designator and a remnant",
    decode: decodeVpd83,
    page: vpd(0x83, valid.naa6("0000a1"), 1, 3),
    findings: ["designator-remnant@24"],
  },
  {
    title: "page b2 with a group that is cut",
    decode: decodeVpdB2,
    page: vpd(0xb2, fromHex("10 e7 52 05"), 1, 3, 0, 8),
    findings: ["designator-overrun@8"],
    fields: { group: undefined },
  },
  {
    title: "page 83 without designators",
    decode: decodeVpd83,
    page: vpd(0x83),
    findings: [],
    fields: { designators: [] },
  },
  {
    title: "a port's group twice and different",
    decode: decodeVpd83,
    page: vpd(0x83, valid.portGroup(1), valid.portGroup(2)),
    findings: ["designator-contradiction@12"],
    fields: { targetPortGroup: 1 },
  },
  {
    title: "a group of a target device",
    decode: decodeVpd83,
    page: vpd(0x83, designator(1, 2, 5, 0, 0, 0, 1)),
    findings: ["designator-association@5"],
    fields: { targetPortGroup: undefined },
  },
];

describe("an odd page", () => {
  it.each(odd)("is found to be odd, and where: $title", ({ decode, page, findings, fields }) => {
    const decoded = decode(page);
    expect(decoded.findings.map(({ code, place }) => `${code}@${place?.offset}`)).toEqual(findings);
    expect(decoded.value).toMatchObject(fields ?? {});
  });

  it("names what to do in every finding", () => {
    const hints = odd.flatMap(({ decode, page }) => decode(page).findings.map(({ hint }) => hint));
    expect(hints.filter((hint) => hint.length < 10)).toEqual([]);
  });
});
