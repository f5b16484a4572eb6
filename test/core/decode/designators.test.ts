import { describe, expect, it } from "vitest";
import { decodeVpd83 } from "../../../core/decode/vpd-83.ts";
import { bytes, designator, fromHex, naa6, name, vpd } from "./valid-pages.ts";

const NAA5 = "50050763c8012345";

interface Case {
  readonly title: string;
  readonly list: readonly Uint8Array[];
  readonly last: object;
  readonly findings: readonly string[];
}

const cases: readonly Case[] = [
  {
    title: "NAA 2",
    list: [designator(1, 0, 3, fromHex("20050763c8012345"))],
    last: { kind: "naa", naa: 2 },
    findings: [],
  },
  {
    title: "NAA 3",
    list: [designator(1, 0, 3, fromHex("30050763c8012345"))],
    last: { kind: "naa", naa: 3 },
    findings: [],
  },
  {
    title: "NAA 5",
    list: [designator(1, 0, 3, fromHex(NAA5))],
    last: { kind: "naa", naa: 5, hex: NAA5 },
    findings: [],
  },
  { title: "NAA 6", list: [naa6("0000a1")], last: { kind: "naa", naa: 6 }, findings: [] },
  {
    title: "NAA 6 of eight bytes",
    list: [designator(1, 0, 3, fromHex("60050763c8012345"))],
    last: { kind: "malformed" },
    findings: ["designator-invalid"],
  },
  {
    title: "NAA 5 of sixteen bytes",
    list: [designator(1, 0, 3, fromHex(NAA5 + NAA5))],
    last: { kind: "malformed" },
    findings: ["designator-invalid"],
  },
  {
    title: "NAA 4",
    list: [designator(1, 0, 3, fromHex("40050763c8012345"))],
    last: { kind: "malformed" },
    findings: ["designator-invalid"],
  },
  {
    title: "NAA without bytes",
    list: [designator(1, 0, 3)],
    last: { kind: "malformed" },
    findings: ["designator-invalid"],
  },
  {
    title: "NAA as ASCII",
    list: [designator(2, 0, 3, fromHex(NAA5))],
    last: { kind: "naa" },
    findings: ["designator-code-set"],
  },
  ...[8, 12, 16].map((length) => ({
    title: `EUI-64 of ${length} bytes`,
    list: [designator(1, 0, 2, new Array<number>(length).fill(7))],
    last: { kind: "eui-64", hex: "07".repeat(length) },
    findings: [],
  })),
  {
    title: "EUI-64 of nine bytes",
    list: [designator(1, 0, 2, new Array<number>(9).fill(7))],
    last: { kind: "malformed" },
    findings: ["designator-invalid"],
  },
  {
    title: "T10",
    list: [designator(2, 0, 1, "ACME    serial 1  ")],
    last: { kind: "t10", vendor: "ACME", identifier: "serial 1" },
    findings: [],
  },
  {
    title: "T10 in binary",
    list: [designator(1, 0, 1, "ACME    serial 1")],
    last: { kind: "t10" },
    findings: ["designator-code-set"],
  },
  {
    title: "T10 of seven bytes",
    list: [designator(2, 0, 1, "ACME   ")],
    last: { kind: "malformed" },
    findings: ["designator-invalid"],
  },
  {
    title: "T10 with an escape sequence",
    list: [designator(2, 0, 1, "ACME    \u001b[2J")],
    last: { kind: "t10", identifier: "\u001b[2J" },
    findings: ["text-unprintable"],
  },
  {
    title: "a NUL-ended iqn name",
    list: [name(0, "iqn.2001-04.com.example:lun1")],
    last: { kind: "scsi-name", name: "iqn.2001-04.com.example:lun1" },
    findings: [],
  },
  {
    title: "an eui name",
    list: [name(0, "eui.0025b5a1b2c3d4e5")],
    last: { kind: "scsi-name", name: "eui.0025b5a1b2c3d4e5" },
    findings: [],
  },
  {
    title: "a name without prefix",
    list: [name(0, "lun1")],
    last: { kind: "malformed" },
    findings: ["designator-invalid"],
  },
  {
    title: "a name that is not padded",
    list: [designator(3, 0, 8, "iqn.2001-04.com.example:l1")],
    last: { kind: "scsi-name" },
    findings: ["designator-invalid"],
  },
  {
    title: "a naa name of fifteen digits",
    list: [name(0, "naa.50050763c801234")],
    last: { kind: "scsi-name" },
    findings: ["designator-invalid"],
  },
  {
    title: "a naa name of a port with LIO's portal group",
    list: [name(1, "naa.5001405abcd00001,t,0x0001")],
    last: { kind: "scsi-name", association: "target-port", name: "naa.5001405abcd00001,t,0x0001" },
    findings: ["designator-name-suffix"],
  },
  {
    title: "a naa name of a logical unit with a portal group",
    list: [name(0, "naa.5001405abcd00001,t,0x0001")],
    last: { kind: "scsi-name" },
    findings: ["designator-invalid"],
  },
  {
    title: "a naa name of fifteen digits with a portal group",
    list: [name(1, "naa.5001405abcd0000,t,0x0001")],
    last: { kind: "scsi-name" },
    findings: ["designator-invalid"],
  },
  {
    title: "an iqn name of a port with its portal group",
    list: [name(1, "iqn.2001-04.com.example:l1,t,0x0001")],
    last: { kind: "scsi-name" },
    findings: [],
  },
  {
    title: "a name as ASCII",
    list: [designator(2, 0, 8, "iqn.2001-04.com.abc\0")],
    last: { kind: "scsi-name" },
    findings: ["designator-code-set"],
  },
  {
    title: "a UUID",
    list: [designator(1, 0, 10, 0x10, 0, fromHex("0123456789abcdef0123456789abcdef"))],
    last: { kind: "uuid", uuid: "01234567-89ab-cdef-0123-456789abcdef" },
    findings: [],
  },
  {
    title: "a UUID of another format",
    list: [designator(1, 0, 10, 0x20, 0, new Uint8Array(16))],
    last: { kind: "malformed" },
    findings: ["designator-invalid"],
  },
  {
    title: "a UUID that is too short",
    list: [designator(1, 0, 10, 0x10)],
    last: { kind: "malformed" },
    findings: ["designator-invalid"],
  },
  { title: "MD5", list: [designator(1, 0, 7, new Uint8Array(16))], last: { kind: "md5" }, findings: [] },
  {
    title: "MD5 of a port",
    list: [designator(1, 1, 7, new Uint8Array(16))],
    last: { kind: "md5" },
    findings: ["designator-association"],
  },
  {
    title: "MD5 of eight bytes",
    list: [designator(1, 0, 7, new Uint8Array(8))],
    last: { kind: "malformed" },
    findings: ["designator-invalid"],
  },
  {
    title: "a logical unit group",
    list: [designator(1, 0, 6, 0, 0, 1, 2)],
    last: { kind: "logical-unit-group", group: 258 },
    findings: [],
  },
  {
    title: "a logical unit group of three bytes",
    list: [designator(1, 0, 6, 0, 0, 1)],
    last: { kind: "malformed" },
    findings: ["designator-invalid"],
  },
  {
    title: "a relative port",
    list: [designator(1, 1, 4, 0, 0, 1, 2)],
    last: { kind: "relative-target-port", port: 258 },
    findings: [],
  },
  {
    title: "a relative port of a logical unit",
    list: [designator(1, 0, 4, 0, 0, 1, 2)],
    last: { kind: "relative-target-port" },
    findings: ["designator-association"],
  },
  {
    title: "a relative port of five bytes",
    list: [designator(1, 1, 4, 0, 0, 1, 2, 3)],
    last: { kind: "malformed" },
    findings: ["designator-invalid"],
  },
  {
    title: "a port group of no bytes",
    list: [designator(1, 1, 5)],
    last: { kind: "malformed" },
    findings: ["designator-invalid"],
  },
  {
    title: "protocol specific",
    list: [designator(1, 1, 9, 1, 0, 0, 0)],
    last: { kind: "protocol-specific", hex: "01000000" },
    findings: [],
  },
  {
    title: "protocol specific of a logical unit",
    list: [designator(1, 0, 9, 1, 0, 0, 0)],
    last: { kind: "protocol-specific" },
    findings: ["designator-association"],
  },
  {
    title: "protocol specific without bytes",
    list: [designator(1, 1, 9)],
    last: { kind: "malformed" },
    findings: ["designator-invalid"],
  },
  {
    title: "vendor specific",
    list: [designator(2, 0, 0, "lun")],
    last: { kind: "vendor-specific", hex: "6c756e" },
    findings: [],
  },
  {
    title: "vendor specific without bytes",
    list: [designator(2, 0, 0)],
    last: { kind: "malformed" },
    findings: ["designator-invalid"],
  },
  {
    title: "a reserved type",
    list: [designator(1, 0, 12, 1)],
    last: { kind: "malformed", type: 12 },
    findings: ["designator-invalid"],
  },
  {
    title: "a reserved association",
    list: [designator(1, 3, 3, fromHex(NAA5))],
    last: { kind: "naa", association: "reserved" },
    findings: ["designator-invalid"],
  },
  {
    title: "a reserved code set",
    list: [designator(5, 0, 3, fromHex(NAA5))],
    last: { kind: "naa", codeSet: "reserved" },
    findings: ["designator-code-set"],
  },
  {
    title: "a protocol identifier of a port",
    list: [bytes(0x61, 0x93, 0, 8, fromHex(NAA5))],
    last: { protocol: 6, association: "target-port" },
    findings: [],
  },
  {
    title: "a protocol identifier of a logical unit",
    list: [bytes(0x61, 0x83, 0, 8, fromHex(NAA5))],
    last: { association: "logical-unit" },
    findings: ["designator-association"],
  },
  {
    title: "reserved header bits",
    list: [bytes(0x01, 0x43, 0, 8, fromHex(NAA5))],
    last: { kind: "naa" },
    findings: ["field-reserved"],
  },
  {
    title: "a reserved header byte",
    list: [bytes(0x01, 0x03, 9, 8, fromHex(NAA5))],
    last: { kind: "naa" },
    findings: ["field-reserved"],
  },
  {
    title: "two NAA 6 that differ",
    list: [naa6("0000a1"), naa6("0000a2")],
    last: { kind: "naa" },
    findings: ["designator-contradiction"],
  },
  {
    title: "one NAA 6 twice",
    list: [naa6("0000a1"), naa6("0000a1")],
    last: { kind: "naa" },
    findings: ["designator-repeated"],
  },
  {
    title: "NAA 6 and NAA 5",
    list: [naa6("0000a1"), designator(1, 0, 3, fromHex(NAA5))],
    last: { kind: "naa" },
    findings: [],
  },
  {
    title: "a naa name of another LUN",
    list: [naa6("0000a1"), name(0, "naa.600507680c80012345670000000000a2")],
    last: { kind: "scsi-name" },
    findings: ["designator-contradiction"],
  },
  {
    title: "a naa name in upper case of the same LUN",
    list: [naa6("0000a1"), name(0, "naa.600507680C80012345670000000000A1")],
    last: { kind: "scsi-name" },
    findings: [],
  },
  {
    title: "an eui name of another LUN",
    list: [designator(1, 0, 2, fromHex("0025b5a1b2c3d4e5")), name(0, "eui.0025b5a1b2c3d4e6")],
    last: { kind: "scsi-name" },
    findings: ["designator-contradiction"],
  },
  {
    title: "two iqn names",
    list: [name(0, "iqn.a"), name(0, "iqn.b")],
    last: { kind: "scsi-name" },
    findings: ["designator-contradiction"],
  },
  {
    title: "NAA of ports that differ",
    list: [designator(1, 1, 3, fromHex(NAA5)), designator(1, 1, 3, fromHex("50050763c8012346"))],
    last: { kind: "naa" },
    findings: [],
  },
  {
    title: "names and EUI-64 of ports that differ",
    list: [
      name(1, "iqn.a"),
      name(1, "iqn.b"),
      designator(1, 1, 2, new Array<number>(8).fill(1)),
      designator(1, 1, 2, new Array<number>(8).fill(2)),
    ],
    last: { kind: "eui-64" },
    findings: [],
  },
  {
    title: "two UUIDs",
    list: [
      designator(1, 0, 10, 0x10, 0, new Uint8Array(16)),
      designator(1, 0, 10, 0x10, 0, new Array<number>(16).fill(1)),
    ],
    last: { kind: "uuid" },
    findings: ["designator-contradiction"],
  },
];

describe("a designator of page 83", () => {
  it.each(cases)("is decoded and judged: $title", ({ list, last, findings }) => {
    const decoded = decodeVpd83(vpd(0x83, ...list));
    expect(decoded.value.designators).toHaveLength(list.length);
    expect(decoded.value.designators.at(-1)).toMatchObject(last);
    expect(decoded.findings.map(({ code }) => code)).toEqual(findings);
  });

  it("ends the walk when it reaches past the end", () => {
    const decoded = decodeVpd83(vpd(0x83, naa6("0000a1"), bytes(1, 3, 0, 16), fromHex(NAA5)));
    expect(decoded.value.designators).toHaveLength(1);
    expect(decoded.findings.map(({ code, place }) => `${code}@${place?.offset}`)).toEqual([
      "designator-overrun@24",
    ]);
  });
});
