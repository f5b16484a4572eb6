import { describe, expect, it } from "vitest";
import { Cursor } from "../../../core/bytes/cursor.ts";

const all = Uint8Array.from([9, 9, 0x01, 0x82, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 9, 9]);
const view = () => new Cursor(all, 2, 8);

describe("the cursor", () => {
  it.each([
    ["u8", view().u8(1), 0x82],
    ["u16", view().u16(0), 0x0182],
    ["u24", view().u24(1), 0x820304],
    ["u32", view().u32(0), 0x01820304],
    ["u32 with its top bit", view().u32(1), 0x82030405],
    ["u64", view().u64(0), 0x0182030405060708n],
    ["u16le", view().u16le(0), 0x8201],
    ["u32le", view().u32le(0), 0x04038201],
    ["u64le", view().u64le(0), 0x0807060504038201n],
    ["bits", view().bits(1, 0, 4), 2],
    ["a flag that is set", view().flag(1, 7), true],
    ["a flag that is not", view().flag(1, 6), false],
    ["slice", view().slice(6, 2), Uint8Array.from([7, 8])],
    ["an empty slice at the end", view().slice(8, 0), new Uint8Array(0)],
    ["what there is", view().upTo(6, 99), Uint8Array.from([7, 8])],
    ["nothing behind the end", view().upTo(99, 1), new Uint8Array(0)],
    ["nothing of a negative length", view().upTo(2, -1), new Uint8Array(0)],
  ])("reads %s", (_name, read, expected) => {
    expect(read).toEqual(expected);
  });

  it.each([
    ["u8", view().u8(8)],
    ["u8 before the start", view().u8(-1)],
    ["u16", view().u16(7)],
    ["u24", view().u24(6)],
    ["u32", view().u32(5)],
    ["u64", view().u64(1)],
    ["u16le", view().u16le(7)],
    ["u32le", view().u32le(5)],
    ["u64le", view().u64le(1)],
    ["bits", view().bits(8, 0, 1)],
    ["flag", view().flag(8, 0)],
    ["slice", view().slice(7, 2)],
    ["slice of a negative length", view().slice(7, -2)],
  ])("gives undefined where %s leaves the view, though the array goes on", (_name, read) => {
    expect(read).toBeUndefined();
  });

  it.each([
    [new Cursor(all, 2, 99).length, 10],
    [new Cursor(all, 99).length, 0],
    [new Cursor(all, -3).length, 12],
    [new Cursor(all, 0, -1).length, 0],
  ])("is never longer than the array: %i", (length, expected) => {
    expect(length).toBe(expected);
  });
});
