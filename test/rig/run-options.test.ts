import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

const run = (...args: readonly string[]) =>
  spawnSync("rig/run", args, { encoding: "utf8", env: { PATH: process.env.PATH ?? "" } });

describe("rig/run, before it boots anything", () => {
  it("explains itself", () => {
    const { status, stdout } = run("--help");
    expect(status).toBe(0);
    expect(stdout).toContain("Usage: rig/run");
  });

  it.each([
    ["an unknown option", ["--bogus"], "unknown option: --bogus"],
    ["an option without its value", ["--suite"], "--suite needs a value"],
    ["a script that is not there", ["/nowhere.sh"], "no such script: /nowhere.sh"],
    ["no script", [], "Usage: rig/run"],
  ])("refuses %s as a mistake of usage", (_, args, message) => {
    const { status, stderr } = run(...args);
    expect(status).toBe(64);
    expect(stderr).toContain(message);
  });
});
