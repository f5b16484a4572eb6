import { describe, expect, it } from "vitest";
import { identify } from "../../../core/identify/identify.ts";
import { bytes, designator, fromHex, inquiry, name, type Part, page80, vpd } from "../decode/valid-pages.ts";

const lun = (...body: readonly Part[]) => vpd(0x83, ...body);
const naa = (hex: string) => designator(1, 0, 3, fromHex(hex));
const t10 = (text: string) => designator(2, 0, 1, text);
const SIX = "600507680c80012345670000000000a1";

interface Case {
  readonly title: string;
  readonly page: Uint8Array;
  readonly wwid?: string;
  readonly kernelId?: string;
  readonly scsiId?: string;
  readonly sg3Id?: string;
}

const cases: readonly Case[] = [
  {
    title: "NAA 6 beside T10: all agree",
    page: lun(t10("ACME    serial 1"), naa(SIX)),
    wwid: `3${SIX}`,
    kernelId: `naa.${SIX}`,
    scsiId: `3${SIX}`,
    sg3Id: `3${SIX}`,
  },
  {
    title: "T10 beside NAA 3: the kernel takes the last one, systemd NAA, the others T10",
    page: lun(t10("Linux   scsi_debug      2000"), naa("33333330000007d0")),
    wwid: "1Linux_scsi_debug_2000",
    kernelId: "naa.33333330000007d0",
    scsiId: "333333330000007d0",
    sg3Id: "1Linux_scsi_debug_2000",
  },
  {
    title: "NAA 3 before a longer T10: the kernel takes T10",
    page: lun(naa("33333330000007d0"), t10("Linux   scsi_debug      2000")),
    wwid: "1Linux_scsi_debug_2000",
    kernelId: "t10.Linux   scsi_debug      2000",
    scsiId: "333333330000007d0",
    sg3Id: "1Linux_scsi_debug_2000",
  },
  {
    title: "NAA 2 beside EUI-64: the kernel knows no NAA 2",
    page: lun(naa("20050763c8012345"), designator(1, 0, 2, fromHex("0025b5a1b2c3d4e5"))),
    wwid: "320050763c8012345",
    kernelId: "eui.0025b5a1b2c3d4e5",
    scsiId: "320050763c8012345",
    sg3Id: "320050763c8012345",
  },
  {
    title: "NAA 5 beside EUI-64 of sixteen bytes: only the kernel prefers the longer one",
    page: lun(naa("50050763c8012345"), designator(1, 0, 2, fromHex(`00${SIX.slice(2)}`))),
    wwid: "350050763c8012345",
    kernelId: `eui.00${SIX.slice(2)}`,
    scsiId: "350050763c8012345",
    sg3Id: "350050763c8012345",
  },
  {
    title: "a name string beside NAA 6: the kernel prefers the name",
    page: lun(naa(SIX), name(0, `naa.${SIX}`)),
    wwid: `3${SIX}`,
    kernelId: `naa.${SIX}`,
    scsiId: `3${SIX}`,
    sg3Id: `3${SIX}`,
  },
  {
    title: "an iqn name shorter than the NAA 6 before it: the kernel keeps NAA 6",
    page: lun(naa(SIX), name(0, "iqn.a")),
    wwid: `3${SIX}`,
    kernelId: `naa.${SIX}`,
    scsiId: `3${SIX}`,
    sg3Id: `3${SIX}`,
  },
  {
    title: "an iqn name alone: systemd knows no names and falls back to page 80",
    page: lun(name(0, "iqn.2001-04.com.example:lun1")),
    wwid: "82001-04.com.example:lun1",
    kernelId: "iqn.2001-04.com.example:lun1",
    scsiId: "SACME_Array_LUN_SERIAL-01",
    sg3Id: "8iqn.2001-04.com.example:lun1",
  },
  {
    title: "an EUI name in upper case",
    page: lun(name(0, "eui.0025B5A1B2C3D4E5")),
    wwid: "20025b5a1b2c3d4e5",
    kernelId: "eui.0025B5A1B2C3D4E5",
    scsiId: "SACME_Array_LUN_SERIAL-01",
    sg3Id: "8eui.0025B5A1B2C3D4E5",
  },
  {
    title: "T10 with odd characters",
    page: lun(t10('AC/ME   $a%b|c;\u0001"')),
    wwid: '1AC/ME_$a%b|c;\u0001"',
    kernelId: 't10.AC/ME   $a%b|c;\\001"',
    scsiId: "1AC_ME__a_b_c___",
    sg3Id: "1AC\\x2fME_\\x24a\\x25b\\x7cc\\x3b.\\x22",
  },
  {
    title: "T10 of an ATA disk: sg3's rules have a spelling of their own",
    page: lun(t10("ATA     DISK MODEL  SER01")),
    wwid: "1ATA_DISK_MODEL_SER01",
    kernelId: "t10.ATA     DISK MODEL  SER01",
    scsiId: "1ATA_DISK_MODEL_SER01",
    sg3Id: "DISK_MODEL_SER01",
  },
  {
    title: "T10 in binary",
    page: lun(designator(1, 0, 1, "ACME    x")),
    wwid: "1ACME_x",
    kernelId: "t10.ACME    x",
    scsiId: "141434d452020202078",
    sg3Id: "141434d452020202078",
  },
  {
    title: "T10 with a NUL at its end, as LIO sends it",
    page: lun(t10("LIO-ORG disk:0001\0")),
    wwid: "1LIO-ORG_disk:0001",
    kernelId: "t10.LIO-ORG disk:0001\\0",
    scsiId: "1LIO-ORG_disk:0001",
    sg3Id: "1LIO-ORG_disk:0001",
  },
  {
    title: "vendor specific only: no identity for multipathing",
    page: lun(designator(2, 0, 0, "lun 7")),
    scsiId: "0ACME_Array_LUN_lun_7",
  },
  {
    title: "a port's NAA only",
    page: lun(designator(1, 1, 3, fromHex("50050763c8012345"))),
    scsiId: "SACME_Array_LUN_SERIAL-01",
  },
  { title: "an empty page", page: lun(), scsiId: "SACME_Array_LUN_SERIAL-01" },
  {
    title: "page 83 in the form of SCSI-2",
    page: vpd(0x83, fromHex("60060480000000000000000000a1b2c3")),
    scsiId: "360060480000000000000000000a1b2c3",
    sg3Id: "360060480000000000000000000a1b2c3",
  },
];

describe("one LUN's spellings", () => {
  it.each(cases)("$title", ({ title: _title, page, ...spellings }) => {
    const { wwid, kernelId, scsiId, sg3Id } = identify({ inquiry, vpd80: page80, vpd83: page });
    const found = { wwid, kernelId, scsiId, sg3Id };
    expect(JSON.parse(JSON.stringify(found))).toEqual(spellings);
  });

  it("lists candidates best first, in multipath-tools' ranking", () => {
    const page = lun(
      naa("30050763c8012345"),
      t10("ACME    serial 1"),
      name(0, "iqn.2001-04.com.example:lun1"),
      designator(1, 0, 2, fromHex("0025b5a1b2c3d4e5")),
      naa("20050763c8012345"),
      naa("50050763c8012345"),
      naa(SIX),
    );
    expect(identify({ vpd83: page }).candidates).toEqual([
      `3${SIX}`,
      "350050763c8012345",
      "320050763c8012345",
      "20025b5a1b2c3d4e5",
      "82001-04.com.example:lun1",
      "1ACME_serial_1",
      "330050763c8012345",
    ]);
  });

  it("takes the first of two equal designators, as multipath-tools does", () => {
    const two = lun(naa("50050763c8012345"), naa("50050763c8012346"));
    expect(identify({ vpd83: two })).toMatchObject({
      wwid: "350050763c8012345",
      kernelId: "naa.50050763c8012346",
      unique: false,
    });
  });

  it("names nothing where there are no pages", () => {
    const identity = identify({});
    expect(identity).toMatchObject({ candidates: [], designators: [], unique: false });
    expect(identity.findings.map(({ code }) => code)).toEqual(["identity-missing"]);
    expect(identity).not.toHaveProperty("wwid");
  });

  it.each([
    ["sg3's rules before 1.48 take NAA 3", lun(naa("33333330000007d0")), "333333330000007d0"],
    [
      "sg3's rules before 1.48 take vendor specific ids",
      lun(designator(2, 0, 0, "lun 7")),
      "0ACME_Array_LUN_lun_7",
    ],
    [
      "sg3's rules before 1.48 take vendor specific bytes",
      lun(designator(1, 0, 0, 1, 2)),
      "0ACME_Array_LUN_0102",
    ],
    ["sg3's rules before 1.48 take page 80", lun(), "SACME_Array_LUN_SERIAL-01"],
  ])("%s", (_title, page, expected) => {
    expect(identify({ inquiry, vpd80: page80, vpd83: page }, "TLVS").sg3Id).toBe(expected);
    expect(identify({ inquiry, vpd80: page80, vpd83: page }).sg3Id).toBeUndefined();
  });

  it.each([
    [
      "inquiry with a NUL in the vendor",
      { inquiry: bytes(inquiry.subarray(0, 9), 0, inquiry.subarray(10)), vpd80: page80 },
    ],
    ["no inquiry", { vpd80: page80 }],
    ["no page 80", { inquiry }],
    ["a page 80 of another code", { inquiry, vpd80: lun() }],
    ["a serial number of 232 bytes", { inquiry, vpd80: vpd(0x80, "x".repeat(232)) }],
  ])("gives no ID_SERIAL of page 80 for %s", (_title, pages) => {
    expect(identify(pages).scsiId).toBeUndefined();
  });

  it("skips what scsi_id cannot hold or never sees", () => {
    const long = designator(1, 0, 1, new Array<number>(130).fill(65));
    const behind = naa(SIX);
    const page = lun(long, designator(2, 1, 0, new Array<number>(110).fill(65)), behind);
    expect(identify({ vpd83: page }).scsiId).toBeUndefined();
    expect(identify({ vpd83: page }).wwid).toBe(`3${SIX}`);
  });

  it("prints the kernel's escapes", () => {
    const page = lun(designator(2, 0, 1, bytes("ACME    ", 0x07, 0x1b, 0x09, 0x80, 0xe9)));
    expect(identify({ vpd83: page }).kernelId).toBe("t10.ACME    \\a\\e\\t\\200\udce9");
  });
});
