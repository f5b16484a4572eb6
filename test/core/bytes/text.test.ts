import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attributeText, decodeLatin1, decodeText, encodeText, trimField } from "../../../core/bytes/text.ts";

describe("text of bytes", () => {
  it.each([
    ["ASCII", [0x41, 0x42], "AB"],
    ["two, three and four bytes", [0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xf0, 0x9f, 0x98, 0x80], "é€😀"],
    ["a lone continuation byte", [0x80], "\udc80"],
    ["a sequence that is cut", [0xe2, 0x82], "\udce2\udc82"],
    ["an overlong slash", [0xc0, 0xaf], "\udcc0\udcaf"],
    ["an overlong three byte form", [0xe0, 0x80, 0xaf], "\udce0\udc80\udcaf"],
    ["an overlong four byte form", [0xf0, 0x80, 0x80, 0xaf], "\udcf0\udc80\udc80\udcaf"],
    ["a surrogate", [0xed, 0xa0, 0x80], "\udced\udca0\udc80"],
    ["beyond Unicode", [0xf4, 0x90, 0x80, 0x80], "\udcf4\udc90\udc80\udc80"],
    ["no leading byte", [0xff, 0xfe], "\udcff\udcfe"],
  ])("decodes %s", (_name, bytes, text) => {
    expect(decodeText(Uint8Array.from(bytes))).toBe(text);
  });

  it("gives the same bytes back, whatever they are", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(encodeText(decodeText(bytes))).toEqual(bytes);
      }),
      { numRuns: 5000 },
    );
  });

  it("decodes as the platform's own decoder where all is valid", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 3000 }), (text) => {
        const bytes = new TextEncoder().encode(text);
        expect(decodeText(bytes)).toBe(text);
        expect(encodeText(text)).toEqual(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [attributeText(encodeText("naa.6005 \n\t")), "naa.6005"],
    [attributeText(encodeText("naa.6005\0\0rest\n")), "naa.6005"],
    [attributeText(encodeText("  leading")), "  leading"],
    [trimField("  a b  \0\0"), "a b"],
    [decodeLatin1(Uint8Array.from([0x41, 0xe9])), "Aé"],
  ])("drops padding: %j", (text, expected) => {
    expect(text).toBe(expected);
  });
});
