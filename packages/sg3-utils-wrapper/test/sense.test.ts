import fc from "fast-check";
import { expect, test } from "vitest";
import { readSense, statusOfSense } from "../lib/sense.ts";

const FIXED = "        70 00 05 00 00 00 00 0a  00 00 00 00 24 00 00 c0\n        00 02\n";

const CASES = [
  {
    name: "fixed format as 1.46 prints it",
    text: `x:\n Raw sense data (in hex), sb_len=18, embedded_len=18\n${FIXED}fetching: failed\n`,
    sense: { key: 5, asc: 0x24, ascq: 0, length: 18 },
  },
  {
    name: "fixed format as 1.48 prints it",
    text: ` Raw sense data (in hex), sb_len=18, calculated_len=18\n${FIXED}`,
    sense: { key: 5, asc: 0x24, ascq: 0, length: 18 },
  },
  {
    name: "descriptor format",
    text: " Raw sense data (in hex), sb_len=8, embedded_len=8\n        72 02 04 0b 00 00 00 00\n",
    sense: { key: 2, asc: 4, ascq: 0x0b, length: 8 },
  },
  {
    name: "bytes beyond the sense buffer are cut",
    text: ` Raw sense data (in hex), sb_len=14, embedded_len=18\n${FIXED}`,
    sense: { key: 5, asc: 0x24, ascq: 0, length: 14 },
  },
  {
    name: "sense too short for its codes has a key only",
    text: " Raw sense data (in hex), sb_len=8, embedded_len=8\n        70 00 02 00 00 00 00 00\n",
    sense: { key: 2, length: 8 },
  },
  {
    name: "a dump cut in the middle of a byte keeps the whole bytes",
    text: " Raw sense data (in hex), sb_len=18, embedded_len=18\n        70 00 06 00 0",
    sense: { key: 6, length: 4 },
  },
  {
    name: "the last of several commands counts",
    text: ` Raw sense data (in hex), sb_len=8\n        72 06 29 00 00 00 00 00\nagain:\n Raw sense data (in hex), sb_len=18\n${FIXED}`,
    sense: { key: 5, asc: 0x24, ascq: 0, length: 18 },
  },
] as const;

test.each(CASES)("$name", ({ text, sense }) => {
  const { bytes, ...named } = readSense(text) ?? { bytes: new Uint8Array(0) };
  expect({ ...named, length: bytes.length }).toEqual(sense);
});

test.each([
  ["no sense at all", "open error: No such file or directory\n"],
  ["an empty text", ""],
  [
    "a vendor specific response code",
    " Raw sense data (in hex), sb_len=8\n        7f 00 00 00 00 00 00 00\n",
  ],
  ["a heading without bytes", " Raw sense data (in hex), sb_len=8\n"],
])("%s gives no sense", (_name, text) => {
  expect(readSense(text)).toBeUndefined();
});

test("no text makes it throw, or read more than it announces", () => {
  const piece = fc.constantFrom(
    " Raw sense data (in hex), sb_len=",
    "4",
    "99999999999999999999",
    "\n",
    "        ",
    "70 ",
    "72 06 29 00",
    "7",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string())), (pieces) => {
      const text = pieces.join("");
      expect(readSense(text)?.bytes.length ?? 0).toBeLessThanOrEqual(text.length);
    }),
    { numRuns: 2000 },
  );
});

test("a long run of hex without a heading costs linear time", () => {
  const text = ` Raw sense data (in hex), sb_len=8\n${"70 ".repeat(200_000)}x`;
  const start = performance.now();
  readSense(text);
  expect(performance.now() - start).toBeLessThan(1000);
});

test.each([
  [0, 0, 0, 20],
  [1, 0x5d, 0, 21],
  [2, 0x3a, 0, 2],
  [2, 0x04, 0x0b, 12],
  [2, 0x04, 0x0c, 13],
  [3, 0x11, 0, 3],
  [4, 0x44, 0, 3],
  [5, 0x24, 0, 5],
  [5, 0x20, 0, 9],
  [5, 0x21, 0, 22],
  [5, 0x26, 0, 19],
  [6, 0x29, 0, 6],
  [7, 0x27, 0, 7],
  [8, 0, 0, 3],
  [10, 0, 0, 10],
  [11, 0x44, 0, 11],
  [11, 0x10, 1, 40],
  [13, 0, 0, 98],
  [14, 0x1d, 0, 14],
])("sense %i/%i/%i has sg3_utils' status %i", (key, asc, ascq, status) => {
  expect(statusOfSense({ key, asc, ascq, bytes: new Uint8Array(0) })).toBe(status);
});
