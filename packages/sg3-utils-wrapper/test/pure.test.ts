import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import { expect, test } from "vitest";

/** `sg3-utils-wrapper/commands` as one script for an engine that has nothing but ECMAScript. */
async function bundle(): Promise<string> {
  const result = await build({
    entryPoints: [`${import.meta.dirname}/../lib/commands.ts`],
    bundle: true,
    write: false,
    format: "iife",
    globalName: "sg3",
    platform: "neutral",
    target: "es2023",
    logLevel: "silent",
  });
  return result.outputFiles[0]?.text ?? "";
}

test("the functions without a spawner need no module and no platform", async () => {
  const script = await bundle();
  expect(script).not.toMatch(/\bnode:|\brequire\b|\bexeca\b/);
  const run = `${script}
    const spawn = async (argv) => ({ status: 5, timedOut: false, stdout: new Uint8Array(0),
      stderr: " Raw sense data (in hex), sb_len=8\\n 72 05 24 00 00 00 00 00\\n" });
    sg3.persistentReserveIn(spawn, "/dev/sda", "read-keys").then((r) => JSON.stringify([typeof process, typeof Buffer,
      typeof TextDecoder, r.error.meaning, r.error.sense.asc]));`;
  expect(await runInNewContext(run)).toBe('["undefined","undefined","undefined","illegal-request",36]');
});

test("the functions without a spawner stay small", async () => {
  expect((await bundle()).length).toBeLessThan(40_000);
});
