import { describe, expect, it } from "vitest";
import { formatHex, parseHex } from "../../../core/bytes/hex.ts";

describe("hex text", () => {
  it.each([
    ["0083", "0083"],
    ["00 83\tfF", "0083ff"],
    ["0x00, 0x83, 0X0a", "0083" + "0a"],
    ["0x0083", "0083"],
    ["00:83-01", "008301"],
    ["  00  ", "00"],
    ["00\r", "00"],
  ])("is read: %j", (text, hex) => {
    const parsed = parseHex(text);
    expect(parsed.kind === "bytes" && formatHex(parsed.bytes)).toBe(hex);
  });

  it.each([
    ["", "hex-empty", 0],
    [" , ", "hex-empty", 0],
    ["008", "hex-odd", 2],
    ["0 83", "hex-odd", 0],
    ["00 8", "hex-odd", 3],
    ["0x", "hex-odd", 2],
    ["0x 00", "hex-odd", 2],
    ["00zz", "hex-digit", 2],
    ["000z", "hex-digit", 3],
    ["00;", "hex-digit", 2],
    ["000x83", "hex-digit", 3],
    ["é0", "hex-digit", 0],
    ["ĠĠ", "hex-digit", 0],
  ])("is refused with the place: %j", (text, code, offset) => {
    expect(parseHex(text)).toEqual({ kind: "error", code, offset });
  });
});
