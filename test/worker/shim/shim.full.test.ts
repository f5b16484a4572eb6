import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const scratch = mkdtempSync(join(tmpdir(), "pathplug-shim-"));
const bundle = join(scratch, "exerciser.js");
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

beforeAll(() => {
  buildSync({
    entryPoints: ["test/worker/shim/shim-exerciser.ts"],
    bundle: true,
    format: "iife",
    platform: "neutral",
    target: "es2023",
    outfile: bundle,
  });
});

function exercised(argv: readonly string[]): unknown {
  const [program = "", ...rest] = argv;
  const directory = mkdtempSync(join(scratch, "run-"));
  return JSON.parse(
    execFileSync(program, [...rest, bundle, directory], { encoding: "utf8", timeout: 60_000 }),
  );
}

describe("the low-level port", () => {
  const onNode = (): unknown => exercised([process.execPath]);

  it("does what its description says, on Node", () => {
    expect(onNode()).toMatchSnapshot();
  });

  it("does the same on QuickJS, to the letter", () => {
    expect(exercised(["rig/engine-qjs", "--std"])).toEqual(onNode());
  });
});
