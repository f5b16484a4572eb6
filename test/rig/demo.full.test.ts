import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url).pathname;

function demo(...argv: readonly string[]) {
  return spawnSync(`${root}rig/demo`, argv, { encoding: "utf8", cwd: "/" });
}

describe("rig/demo", () => {
  it("replayed: every step is seen, and nothing is in colour", () => {
    const { status, stdout } = demo("--replay");
    expect(stdout).not.toContain("✗");
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^\d+ steps seen, 0 missed$/);
    expect(stdout).not.toContain("\u001b");
    expect(status).toBe(0);
  });

  it("refuses a word it does not know, and says what it knows", () => {
    const { status, stderr } = demo("--reply");
    expect(status).toBe(64);
    expect(stderr).toContain("demo [--replay]");
  });
});
