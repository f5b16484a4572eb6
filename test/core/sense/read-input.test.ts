import { describe, expect, it } from "vitest";
import { formatHex } from "../../../core/bytes/hex.ts";
import { readSenseInput } from "../../../core/sense/read-input.ts";

describe("what is given to be explained", () => {
  it.each<readonly [string, string, readonly string[], readonly string[]]>([
    ["nothing", "\n \n# a remark\n", [], []],
    ["one line of hex", "70 00 05", ["700005"], []],
    ["hex with its prefix", "sense: 0x70,0x00,0x05\r\n", ["700005"], []],
    ["two lines of hex that each begin sense data", "700005\n720524", ["700005", "720524"], []],
    ["a dump of several lines with offsets", " 00     70 00 05 00\n 10     00 00\n", ["700005000000"], []],
    ["hex that is no sense data", "0011", ["0011"], []],
    ["lines of the log", "sd 2:0:0:0: x\nI/O error", [], ["sd 2:0:0:0: x", "I/O error"]],
    ["both", "700005\nfoo", ["700005"], ["foo"]],
  ])("%s", (_, text, senses, lines) => {
    const read = readSenseInput(text);
    expect(read.senses.map(formatHex)).toEqual(senses);
    expect(read.lines).toEqual(lines);
  });
});
