import fc from "fast-check";
import { expect, test } from "vitest";
import { readSense } from "../lib/sense.ts";

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
