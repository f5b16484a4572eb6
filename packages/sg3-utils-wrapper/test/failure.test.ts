import { expect, test } from "vitest";
import { inquiry, requestSense, type Spawn, vpdPage } from "../lib/commands.ts";
import { createExecaSpawn } from "../lib/execa-spawn.ts";
import { spawnStandIn, standInDirectory } from "./stand-in.ts";

const UNIT_ATTENTION = `    inquiry cdb: [12 01 83 00 fc 00]
inquiry:
Fixed format, current; Sense key: Unit Attention
Additional sense: Power on, reset, or bus device reset occurred
 Raw sense data (in hex), sb_len=32, embedded_len=18
        70 00 06 00 00 00 00 0a  00 00 00 00 29 00 00 00
        00 00
`;

async function failureOf(spawn: Spawn, timeoutMs = 20_000) {
  const result = await vpdPage(spawn, "/dev/sda", 0x83, { timeoutMs });
  if (result.kind !== "failed") throw new Error("no failure");
  return result.error;
}

test("a refused command carries status, sense, what was started and one message", async () => {
  const error = await failureOf(
    spawnStandIn("exits-with", { FAKE_STATUS: "6", FAKE_STDERR: UNIT_ATTENTION }),
  );
  expect(error).toMatchObject({
    argv: ["sg_vpd", "--page=0x83", "--force", "--raw", "-vv", "/dev/sda"],
    status: 6,
    sense: { key: 6, asc: 0x29, ascq: 0 },
    stderr: UNIT_ATTENTION,
    isUnitAttention: true,
    message:
      "sg_vpd /dev/sda: the device reports a unit attention and did not run the command (status 6, sense 6/29/00). Send the command again.",
  });
  expect(error.sense?.bytes).toHaveLength(18);
});

test.each([
  [
    "exits-with",
    "sg_vpd /dev/sda: the operating system answers ENXIO (status 56). The device is gone or offline: see its state in /sys/block.",
  ],
  [
    "sleeps",
    "sg_vpd /dev/sda: the program did not end within 300 ms and was killed. Look at the kernel log: the device may be blocked in error recovery.",
  ],
  ["kills-itself", "sg_vpd /dev/sda: a signal ended the program. Look at the kernel log."],
])("%s gives its message", async (fixture, message) => {
  const spawn = spawnStandIn(fixture, { FAKE_STATUS: "56" });
  expect((await failureOf(spawn, fixture === "sleeps" ? 300 : 20_000)).message).toBe(message);
});

test("a time-out has no status and says so as a boolean", async () => {
  const error = await failureOf(spawnStandIn("sleeps"), 300);
  expect(error).toMatchObject({ meaning: "program-timeout", isTimeout: true, isKilled: false });
  expect(error).not.toHaveProperty("status");
});

test("a missing program names the package to install", async () => {
  const error = await failureOf(createExecaSpawn({ env: { PATH: "/nonexistent" } }));
  expect(error).toMatchObject({ meaning: "missing-program", status: 127, isMissingProgram: true });
  expect(error.message).toContain("sg3-utils");
  expect(error.stderr).toContain("ENOENT");
});

test("a flood is a failure, not data", async () => {
  const result = await inquiry(spawnStandIn("floods"), "/dev/sda");
  expect(result.kind).toBe("failed");
});

test("a spawner without a limit of its own does not let a flood through", async () => {
  const result = await inquiry(
    async () => ({ status: 0, timedOut: false, stdout: new Uint8Array(2 ** 21), stderr: "" }),
    "/dev/sda",
  );
  expect(result).toMatchObject({ kind: "failed", error: { meaning: "unreadable-output" } });
});

test("no output at all is a failure, by its sense where there is any", async () => {
  const silent = { status: 0, timedOut: false, stdout: new Uint8Array(0) };
  expect(await inquiry(async () => ({ ...silent, stderr: "" }), "/dev/sda")).toMatchObject({
    error: { meaning: "unreadable-output", message: expect.stringContaining("the output is empty") },
  });
  expect(await requestSense(async () => ({ ...silent, stderr: UNIT_ATTENTION }), "/dev/sda")).toMatchObject({
    error: { meaning: "unit-attention", status: 0, isUnitAttention: true },
  });
});

test("data are the program's output as it is", async () => {
  const result = await inquiry(spawnStandIn("writes-every-byte"), "/dev/sda");
  expect(result).toEqual({ kind: "data", bytes: Uint8Array.from([...Array(256).keys(), 0x0a]) });
});

test("a directory of programs goes before PATH", async () => {
  const directory = standInDirectory("echoes-argv");
  const result = await requestSense(createExecaSpawn(), "/dev/sda", { directory });
  if (result.kind !== "data") throw new Error("failed");
  expect(new TextDecoder().decode(result.bytes)).toBe("--raw\n-vv\n/dev/sda\n");
});
