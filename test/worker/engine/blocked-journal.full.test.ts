import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const scratch = mkdtempSync(join(tmpdir(), "pathplug-blocked-"));
const exerciser = join(scratch, "exerciser.js");
afterAll(() => rmSync(scratch, { recursive: true }));

beforeAll(() => {
  writeFileSync(join(scratch, "logger"), "#!/bin/sh\nexec sleep 60\n");
  chmodSync(join(scratch, "logger"), 0o755);
  buildSync({
    entryPoints: ["test/worker/engine/blocked-journal-exerciser.ts"],
    bundle: true,
    format: "iife",
    platform: "neutral",
    target: "es2023",
    outfile: exerciser,
  });
});

describe("a run whose journal takes neither entries nor lines", () => {
  it.each([
    ["Node", [process.execPath]],
    ["QuickJS", ["rig/engine-qjs", "--std"]],
  ])("goes on, and ends, on %s", { timeout: 60_000 }, async (_, [program = "", ...options]) => {
    const env = { ...process.env, PATH: `${scratch}:${process.env.PATH}` };
    const child = spawn(program, [...options, exerciser], { env, stdio: ["ignore", "ignore", "pipe"] });
    const killer = setTimeout(() => child.kill("SIGKILL"), 30_000);
    let said = "";
    // Nobody reads what it writes until it has ended.
    child.once("exit", () => child.stderr.on("data", (chunk) => (said += chunk)));
    const [status] = await once(child, "close");
    clearTimeout(killer);
    expect(status).toBe(0);
    expect(said.split("\n").filter((line) => line.startsWith("<5>pathplug: x"))).toHaveLength(20);
  });
});
