import fc from "fast-check";
import { expect, test } from "vitest";
import { persistentReserveIn, type Spawn } from "../lib/commands.ts";
import { readHexDump } from "../lib/hex-dump.ts";

const printing =
  (text: string): Spawn =>
  async () => ({ status: 0, timedOut: false, stdout: new TextEncoder().encode(text), stderr: "" });

/** sg3_utils' own layout: offset, two groups of eight. */
function dump(bytes: Uint8Array): string {
  const hex = (value: number) => value.toString(16).padStart(2, "0");
  let text = "";
  for (let at = 0; at < bytes.length; at += 16) {
    const row = [...bytes.slice(at, at + 16)].map(hex);
    text += ` ${hex(at)}     ${row.slice(0, 8).join(" ")}${row.length > 8 ? `  ${row.slice(8).join(" ")}` : ""}\n`;
  }
  return text;
}

const CASES = [
  {
    name: "no key",
    action: "read-keys",
    text: "  PR generation=0x0, Additional length=0\nAdditional length=0\n",
    bytes: [0, 0, 0, 0, 0, 0, 0, 0],
  },
  {
    name: "one key",
    action: "read-keys",
    text: "  PR generation=0x1a, Additional length=8\n 00     00 00 00 00 00 00 0a bc\n",
    bytes: [0, 0, 0, 0x1a, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0x0a, 0xbc],
  },
  {
    name: "a length that the buffer cannot hold",
    action: "read-full-status",
    text: "  PR generation=0xffffffff, Additional length too large=65536, truncate\n 00     01 02\n",
    bytes: [255, 255, 255, 255, 0, 1, 0, 0, 1, 2],
  },
  {
    name: "a length above 2 GiB, which sg_persist takes for negative",
    action: "read-reservation",
    text: "  PR generation=0x1, Additional length=-2\nAdditional length too large=-2, truncate\n 00     01 02\n",
    bytes: [0, 0, 0, 1, 255, 255, 255, 254, 1, 2],
  },
  {
    name: "capabilities",
    action: "report-capabilities",
    text: " 00     00 08 15 81 ea 01 00 00\n",
    bytes: [0, 8, 0x15, 0x81, 0xea, 1, 0, 0],
  },
] as const;

test.each(CASES)("$name ($action) becomes the bytes of the answer", async ({ action, text, bytes }) => {
  expect(await persistentReserveIn(printing(text), "/dev/sda", action)).toEqual({
    kind: "data",
    bytes: Uint8Array.from(bytes),
  });
});

test.each([
  ["nothing", ""],
  ["decoded text", "  PR generation=0x1, 1 registered reservation key follows:\n    0xabc\n"],
  ["INQUIRY strings before it", "  LIO-ORG   disk  4.0\n  PR generation=0x0, Additional length=0\n"],
  ["an offset that skips", "  PR generation=0x1, Additional length=8\n 10     00 00 00 00 00 00 00 01\n"],
  ["a byte of three digits", "  PR generation=0x1, Additional length=2\n 00     000 01\n"],
])("%s is refused as unreadable output", async (_name, text) => {
  expect(await persistentReserveIn(printing(text), "/dev/sda", "read-keys")).toMatchObject({
    kind: "failed",
    error: { meaning: "unreadable-output", status: 0 },
  });
});

test("every dump reads back as the bytes that made it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 8184 }), (bytes) => {
      expect(readHexDump(dump(bytes).split("\n"))).toEqual(Uint8Array.from(bytes));
    }),
    { numRuns: 200 },
  );
});

test("no text makes the reader throw", () => {
  fc.assert(fc.property(fc.array(fc.string()), (lines) => readHexDump(lines) !== null));
});
