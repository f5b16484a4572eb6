import { expect, test } from "vitest";
import { bindSg3, type Sg3 } from "../lib/bound.ts";
import type { Sg3Result } from "../lib/commands.ts";

type Call = (sg3: Sg3) => Promise<Sg3Result>;

const D = "/dev/sda";
const reserve =
  (key: bigint): Call =>
  (s) =>
    s.persistentReserveOut(D, { kind: "clear", key });

const CASES: readonly (readonly [name: string, call: Call])[] = [
  ["an empty device", (s) => s.inquiry("")],
  ["a device that is an option", (s) => s.inquiry("--inhex=/etc/passwd")],
  ["a relative device", (s) => s.vpdPage("sda", 0x83)],
  ["a device with a newline", (s) => s.reportLuns("/dev/sda\n")],
  ["a device with a NUL", (s) => s.requestSense("/dev/sda\0")],
  ["a device with an escape sequence", (s) => s.readCapacity("/dev/\u001b[2Jsda")],
  ["a negative page", (s) => s.vpdPage(D, -1)],
  ["a page above 255", (s) => s.inquiry(D, { page: 256 })],
  ["a page that is no number", (s) => s.vpdPage(D, Number.NaN)],
  ["a fractional page", (s) => s.vpdPage(D, 0x83 + 0.5)],
  ["a select value above 255", (s) => s.reportLuns(D, { select: 256 })],
  ["an allocation length of 0", (s) => s.reportLuns(D, { maxBytes: 0 })],
  ["an allocation length above sg_luns' limit", (s) => s.reportLuns(D, { maxBytes: 2 ** 21 })],
  ["a negative key", reserve(-1n)],
  ["a key of 65 bits", reserve(2n ** 64n)],
  ["a time-out of 0", (s) => s.reportTargetPortGroups(D, { timeoutMs: 0 })],
  ["an endless time-out", (s) => s.reportTargetPortGroups(D, { timeoutMs: Number.POSITIVE_INFINITY })],
  ["a time-out that is no number", (s) => s.reportTargetPortGroups(D, { timeoutMs: Number.NaN })],
];

test.each(CASES)("%s is refused before anything is started", async (_name, call) => {
  let started = 0;
  const sg3 = bindSg3(async () => {
    started += 1;
    return { status: 0, timedOut: false, stdout: new Uint8Array(0), stderr: "" };
  });
  const result = await call(sg3);
  expect(started).toBe(0);
  expect(result).toMatchObject({ kind: "failed", error: { meaning: "bad-argument" } });
});

test("the message of a refused device holds nothing a terminal would act on", async () => {
  const result = await bindSg3(async () => {
    throw new Error("started");
  }).inquiry("/dev/\u001b[2J\nsda");
  if (result.kind !== "failed") throw new Error("not refused");
  expect(result.error.message).toBe(
    "sg_inq /dev/?[2J?sda: the device path holds more than printable ASCII. Correct the call; nothing was started.",
  );
});
