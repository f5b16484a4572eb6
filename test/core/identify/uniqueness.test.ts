import { describe, expect, it } from "vitest";
import { identify } from "../../../core/identify/identify.ts";
import { bytes, designator, fromHex, name, type Part, vpd } from "../decode/valid-pages.ts";

const lun = (...body: readonly Part[]) => vpd(0x83, ...body);
const naa = (hex: string) => designator(1, 0, 3, fromHex(hex));
const t10 = (text: string) => designator(2, 0, 1, text);
const SIX = "600507680c80012345670000000000a1";

describe("whether an id is unique", () => {
  it.each([
    ["NAA 6 of zeros", naa("60000000000000000000000000000000"), "identity-blank"],
    ["NAA 6 with a company and zeros", naa("60014050000000000000000000000000"), "identity-blank"],
    ["NAA 6 of ones", naa("6001405fffffffffffffffffffffffff"), "identity-blank"],
    ["NAA 5 with a company and zeros", naa("5005076000000000"), "identity-blank"],
    ["NAA 2 with zeros", naa("2000000000000000"), "identity-blank"],
    ["NAA 3 of zeros", naa("3000000000000000"), "identity-blank"],
    ["EUI-64 of zeros", designator(1, 0, 2, new Uint8Array(8)), "identity-blank"],
    ["T10 without an id", t10("ACME            "), "identity-blank"],
    ["T10 with an id of zeros", t10("ACME    0000"), "identity-blank"],
    ["an iqn without a name", designator(3, 0, 8, "iqn.", 0, 0, 0, 0), "identity-blank"],
    ["tgt's default", t10("IET     00010001"), "identity-default"],
    ["IET's default", designator(1, 0, 1, bytes("IET", new Uint8Array(13), 1)), "identity-default"],
    ["NAA 3", naa("33333330000007d0"), "identity-local"],
    ["a name with a NAA 3", name(0, "naa.33333330000007d0"), "identity-local"],
    ["T10 with a NUL inside", t10("ACME    a\0b"), "identity-cut"],
    ["T10 of 140 bytes", t10(`ACME    ${"x".repeat(132)}`), "identity-cut"],
    ["T10 of 127 bytes", t10(`ACME${" ".repeat(4)}${"x".repeat(125)}`), "identity-cut"],
  ])("doubts %s", (_title, page, code) => {
    const { unique, findings } = identify({ vpd83: lun(page) });
    expect(unique).toBe(false);
    expect(findings.map((finding) => finding.code)).toContain(code);
  });

  it.each([
    ["NAA 6", naa(SIX)],
    ["NAA 5", naa("50050763c8012345")],
    ["T10 of another vendor that looks like tgt's", t10("ACME    00010001")],
    ["T10 with a NUL at its end", t10("LIO-ORG disk:0001\0")],
    ["an iqn", name(0, "iqn.2001-04.com.example:lun1")],
  ])("trusts %s", (_title, page) => {
    expect(identify({ vpd83: lun(page) }).unique).toBe(true);
  });
});
