import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { underLock } from "../../../host/run/lock.ts";
import type { System } from "../../../host/system/system.ts";
import { newRoot, treeSystem } from "../tree-system.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync("/tmp/pathplug-lock-");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What the child that holds the lock is started as. */
async function holderArgv(): Promise<readonly string[]> {
  const { system } = treeSystem(newRoot());
  let found: readonly string[] = [];
  const watched: System = {
    ...system,
    spawn: async (argv) => {
      found = argv;
      return { status: 75, timedOut: false, stdout: new Uint8Array(0), stderr: "" };
    },
  };
  expect(await underLock(watched, 120, async () => "never")).toBeUndefined();
  return found;
}

async function waitFor(holds: () => boolean): Promise<boolean> {
  for (let turn = 0; turn < 200; turn++) {
    if (holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return false;
}

describe("the child that holds the host's lock", () => {
  it.each([
    ["the sign of it is taken away", "sign"],
    ["whoever wanted it is killed", "owner"],
  ])("gives it back when %s", async (_, what) => {
    const [program = "", ...rest] = await holderArgv();
    const [lock, sign] = [join(root, "lock"), join(root, "sign")];
    const owner = spawn("sleep", ["60"]);
    const argv = rest.map((word) => {
      if (word === "/run/pathplug/lock") return lock;
      if (word.includes("lock-held-by-")) return sign;
      return word === "" ? `${owner.pid}` : word;
    });
    const isHeld = (): boolean => spawnSync("flock", ["--nonblock", lock, "true"]).status !== 0;
    const holder = spawn(program, argv);
    expect(await waitFor(() => existsSync(sign))).toBe(true);
    expect(isHeld()).toBe(true);
    if (what === "sign") rmSync(sign);
    else owner.kill("SIGKILL");
    expect(await waitFor(() => !isHeld())).toBe(true);
    expect(await waitFor(() => holder.exitCode !== null)).toBe(true);
    expect(existsSync(sign)).toBe(false);
    owner.kill("SIGKILL");
  });
});
