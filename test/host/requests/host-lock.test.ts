import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { withHostLock } from "../../../host/requests/host-lock.ts";

const folder = mkdtempSync(join(tmpdir(), "pathplug-lock-"));
const lock = join(folder, "lock");
afterAll(() => rmSync(folder, { recursive: true }));

/** As the worker's launcher takes it, without waiting. */
const isFree = (): boolean => spawnSync("flock", ["--nonblock", lock, "true"]).status === 0;

describe("the host's lock", () => {
  it("is held while work is done, and free afterwards", async () => {
    expect(await withHostLock(async () => isFree(), lock)).toBe(false);
    expect(isFree()).toBe(true);
  });

  it("is free after work that fails", async () => {
    await expect(withHostLock(() => Promise.reject(new Error("no")), lock)).rejects.toThrow("no");
    expect(isFree()).toBe(true);
  });

  it("is one: whoever does not get it in time is told so", async () => {
    const second = withHostLock(
      () => expect(withHostLock(async () => {}, lock, 0)).rejects.toThrow("not free"),
      lock,
    );
    await second;
  });

  it("cannot be taken where there is no folder for it", async () => {
    await expect(withHostLock(async () => {}, join(folder, "missing", "lock"), 1)).rejects.toThrow(
      "not free",
    );
  });
});
