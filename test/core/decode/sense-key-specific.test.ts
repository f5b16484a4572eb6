import { describe, expect, it } from "vitest";
import { decodeSenseKeySpecific, senseKeySpecificText } from "../../../core/decode/sense-key-specific.ts";

/** Sense key, the three bytes without SKSV, what they are, and as a sentence. */
const rows: readonly [key: number, field: number, decoded: object, text: string][] = [
  [0x0, 0x00_8000, { kind: "progress", progress: 0x8000 }, "50.0 % are done"],
  [0x2, 0x00_ffff, { kind: "progress", progress: 0xffff }, "100.0 % are done"],
  [0x1, 0x00_0003, { kind: "actual-retry-count", retries: 3 }, "the device has tried 3 times"],
  [0x3, 0x00_00ff, { kind: "actual-retry-count", retries: 255 }, "the device has tried 255 times"],
  [0x4, 0x00_0000, { kind: "actual-retry-count", retries: 0 }, "the device has tried 0 times"],
  [0x5, 0x40_0002, { kind: "field-pointer", in: "CDB", byte: 2 }, "byte 2 of the CDB is wrong"],
  [
    0x5,
    0x0f_0010,
    { kind: "field-pointer", in: "parameter list", byte: 16, bit: 7 },
    "byte 16, bit 7 of the parameter list is wrong",
  ],
  [0x6, 0x01_0000, { kind: "unit-attention-queue", overflow: true }, "unit attentions were lost"],
  [0x6, 0x00_0000, { kind: "unit-attention-queue", overflow: false }, "no unit attention was lost"],
  [
    0xa,
    0x28_0004,
    { kind: "segment-pointer", in: "segment descriptor", byte: 4, bit: 0 },
    "byte 4, bit 0 of the segment descriptor is wrong",
  ],
  [
    0xa,
    0x00_0004,
    { kind: "segment-pointer", in: "parameter list", byte: 4 },
    "byte 4 of the parameter list is wrong",
  ],
  [0xb, 0x00_0102, { kind: "other", bits: 0x102 }, "000102h"],
];

describe("SENSE-KEY SPECIFIC", () => {
  it.each(rows)("of sense key %i: %i", (key, field, decoded, text) => {
    const specific = decodeSenseKeySpecific(key, field);
    expect(specific).toEqual(decoded);
    expect(senseKeySpecificText(specific)).toBe(text);
  });
});
