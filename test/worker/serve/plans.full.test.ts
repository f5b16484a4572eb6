import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MACHINES } from "../../machines/index.ts";
import { writeTree } from "../../machines/machine.ts";
import { manyMaps } from "../../machines/others.ts";

const root = new URL("../../../", import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), "pathplug-engines-"));

/** A program's output, run in the checkout with the built profiles. */
function outputOf(argv: readonly string[]): string {
  const [program = "", ...rest] = argv;
  const env = { ...process.env, PATHPLUG_PROFILES: `${root}dist/profiles.json` };
  return execFileSync(program, rest, {
    cwd: root,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

/** The machines without settings of their own, which only the command line compiles on the fly. */
const machines = Object.entries({ ...MACHINES, "many-maps": manyMaps(100) }).map(([name, spec]) => {
  const { "/etc/pathplug/pathplug.json": _, ...files } = spec.files ?? {};
  return [name, { ...spec, files }] as const;
});

describe("both engines and the command line", () => {
  it.each(machines)("make the same plan of the machine %s, byte for byte", (name, spec) => {
    const tree = join(folder, name);
    writeTree(spec, tree);
    const plan = ["plan", "--sysroot", tree];
    const onNode = outputOf([process.execPath, "dist/serve.js", ...plan]);
    expect(outputOf(["rig/engine-qjs", "--std", "dist/serve.js", ...plan])).toBe(onNode);
    expect(outputOf([process.execPath, "bin/pathplug", ...plan, "--json"])).toBe(onNode);
  });
});
