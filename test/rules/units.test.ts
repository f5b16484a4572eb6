import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url).pathname;
const read = (path: string) => readFileSync(`${root}${path}`, "utf8");

/** The number that a pattern captures in a file. */
function numberIn(path: string, pattern: RegExp): number {
  const found = pattern.exec(read(path))?.[1];
  if (found === undefined) throw new Error(`${path} has no ${pattern}`);
  return Number(found.replaceAll("_", ""));
}

describe("pathplug-assemble.service", () => {
  it("lets a run wait for the lock, pending paths, disks that do not answer, a map and its cookie, each as long as it may take", () => {
    const perform = "host/device-mapper-perform.ts";
    const lock = numberIn("worker/launcher.sh", /flock .*--timeout (\d+)/);
    const pending = 60;
    const change = numberIn(perform, /CHANGE_TIMEOUT = ([\d_]+)/) / 1_000;
    const cookie = numberIn(perform, /COOKIE_TIMEOUT = ([\d_]+)/) / 1_000;
    const asking = "host/probe-use.ts";
    const batch = numberIn(asking, /BATCH_TIMEOUT = ([\d_]+)/) / 1_000;
    const rounds = numberIn(asking, /ROUNDS = (\d+)/) * (numberIn(asking, /LUN_TIMEOUT = ([\d_]+)/) / 1_000);
    const unit = numberIn("units/pathplug-assemble.service", /^TimeoutStartSec=(\d+)s$/m);
    expect(unit).toBeGreaterThan(lock + pending + batch + rounds + change + cookie);
  });
});
