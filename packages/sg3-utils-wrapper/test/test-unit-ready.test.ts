import { expect, test } from "vitest";
import { testUnitReady } from "../lib/commands.ts";

const OPENED = "open /dev/sda with flags=0x800\n";
const raw = (bytes: string) => ` Raw sense data (in hex), sb_len=18, calculated_len=18\n        ${bytes}\n`;
const fixed = (key: string, code: string) => raw(`70 00 ${key} 00 00 00 00 0a  00 00 00 00 ${code} 00 00`);

const answer = (status: number, stderr: string) =>
  testUnitReady(
    async () => ({ status, timedOut: false, stdout: new Uint8Array(0), stderr: OPENED + stderr }),
    "/dev/sda",
  );

test.each([
  ["a device that is ready", ""],
  ["a recovered error", `Test unit ready:\n${fixed("01", "5d 00")}`],
  ["a condition without a sense key", `Test unit ready:\n${fixed("00", "00 00")}`],
])("%s is success", async (_name, stderr) => {
  expect(await answer(0, stderr)).toEqual({ kind: "data", bytes: new Uint8Array(0) });
});

test.each([
  ["a unit attention", fixed("06", "2a 09"), "unit-attention"],
  ["a standby port", fixed("02", "04 0b"), "standby"],
  ["an unavailable port", fixed("02", "04 0c"), "unavailable"],
  ["a device that is not ready", fixed("02", "04 01"), "not-ready"],
  ["a medium error", fixed("03", "11 00"), "medium-or-hardware-error"],
  ["an unknown command", fixed("05", "20 00"), "invalid-opcode"],
  ["descriptor sense", raw("72 06 29 00 00 00 00 00"), "unit-attention"],
])("%s is a failure although sg_turs ends with status 0", async (_name, stderr, meaning) => {
  expect(await answer(0, `Test unit ready:\n${stderr}Ignoring\n`)).toMatchObject({
    kind: "failed",
    error: { meaning, status: 0 },
  });
});

test.each([
  ["a transport error", "Test unit ready: transport: Host_status=0x03 [DID_TIME_OUT]\n"],
  ["no command sent", "No SCSI command (cdb) given [v3]\nTest unit ready: bad pass-through setup\n"],
])("%s that ends with status 0 is a failure", async (_name, stderr) => {
  expect((await answer(0, stderr)).kind).toBe("failed");
});

test("a status of its own is the error", async () => {
  expect(await answer(35, "")).toMatchObject({ error: { meaning: "transport-error", status: 35 } });
});
