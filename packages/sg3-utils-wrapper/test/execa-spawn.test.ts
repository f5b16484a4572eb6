import { performance } from "node:perf_hooks";
import { expect, test } from "vitest";
import { createExecaSpawn } from "../lib/execa-spawn.ts";
import { MAX_OUTPUT_BYTES } from "../lib/run-program.ts";
import { spawnStandIn } from "./stand-in.ts";

const PATIENT = { timeoutMs: 20_000 };

test("an argument vector reaches the program unchanged, whatever a shell would make of it", async () => {
  const words = ["a b", "$HOME", "`id`", ";reboot", "*", "", "--x='y\"", "\\"];
  const result = await spawnStandIn("echoes-argv")(["sg_inq", ...words], PATIENT);
  expect(new TextDecoder().decode(result.stdout)).toBe(`${words.join("\n")}\n`);
});

test("binary output arrives byte by byte, NULs and last newline included", async () => {
  const result = await spawnStandIn("writes-every-byte")(["sg_inq"], PATIENT);
  expect([...result.stdout]).toEqual([...Array(256).keys(), 0x0a]);
  expect(Object.getPrototypeOf(result.stdout)).toBe(Uint8Array.prototype);
});

test("input reaches the program's standard input", async () => {
  const result = await spawnStandIn("echoes-input")(["sg_inq"], { ...PATIENT, input: "0 64 linear\n" });
  expect(new TextDecoder().decode(result.stdout)).toBe("0 64 linear\n");
});

test("without input, standard input is empty", async () => {
  const result = await spawnStandIn("echoes-input")(["sg_inq"], PATIENT);
  expect(result).toMatchObject({ status: 0, timedOut: false, stdout: new Uint8Array(0) });
});

test.each(["sleeps", "ignores-termination", "leaves-output-open"])(
  "a program that %s is over at its time-out",
  async (fixture) => {
    const spawn = spawnStandIn(fixture);
    const start = performance.now();
    const result = await spawn(["sg_inq"], { timeoutMs: 300 });
    expect(performance.now() - start).toBeLessThan(3000);
    expect(result.timedOut).toBe(true);
    expect(result).not.toHaveProperty("status");
  },
);

test("a program that a signal ends has no status and did not time out", async () => {
  const result = await spawnStandIn("kills-itself")(["sg_inq"], PATIENT);
  expect(result).not.toHaveProperty("status");
  expect(result.timedOut).toBe(false);
});

test.each(["floods", "floods-errors"])("a program that %s is stopped, and has failed", async (fixture) => {
  const result = await spawnStandIn(fixture)(["sg_inq"], PATIENT);
  expect(result).toEqual({
    timedOut: false,
    stdout: new Uint8Array(0),
    stderr: `it printed more than ${MAX_OUTPUT_BYTES} bytes`,
  });
});

test.each([
  [256, { stdout: new Uint8Array(0), stderr: "it printed more than 256 bytes" }],
  [257, { status: 0, stdout: Uint8Array.from([...Array(256).keys(), 0x0a]), stderr: "" }],
])("a program that prints 257 bytes and ends well, with a limit of %i", async (limit, expected) => {
  const program = `${import.meta.dirname}/fixtures/writes-every-byte`;
  const result = await createExecaSpawn({ limit })([program], PATIENT);
  expect(result).toEqual({ timedOut: false, ...expected });
});

test.each([
  ["that does not exist", ["/nonexistent/sg_inq"], "ENOENT"],
  ["that is not in PATH", ["sg_no_such_program"], "ENOENT"],
  ["that may not be executed", [`${import.meta.dirname}/fixtures/not-executable`], "EACCES"],
  ["with a NUL in an argument", ["sg_inq", "\0"], ""],
] as const)("a program %s has status 127 and a reason", async (_name, argv, reason) => {
  const result = await createExecaSpawn()(argv as readonly [string, ...string[]], PATIENT);
  expect(result.status).toBe(127);
  expect(result.stderr).toContain(reason);
});
