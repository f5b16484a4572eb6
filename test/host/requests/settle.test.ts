import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readUnsettled, settle } from "../../../host/requests/settle.ts";
import { newRoot, treeSystem, writeFiles } from "../tree-system.ts";

describe("settle", () => {
  it.each([
    ["nothing", {}, 0, undefined],
    ["an event in udev's queue", { "/run/udev/queue": "" }, 0, "udev has events left"],
    ["a marker", { "/run/pathplug/queue/sda": "" }, 0, "markers wait"],
    ["a marker that a run has taken", { "/run/pathplug/taken/sda": "" }, 0, "markers wait"],
    ["the lock of a run", { "/run/pathplug/lock": "" }, 75, "a worker runs"],
    ["a lock that nobody holds", { "/run/pathplug/lock": "" }, 0, undefined],
  ])("sees %s", async (_, files, locked, expected) => {
    const root = newRoot();
    writeFiles(root, { "/run/udev/control": "", ...files });
    const { system } = treeSystem(root, { flock: `exit ${locked}` });
    expect(await readUnsettled(system)).toBe(expected);
    expect(await settle(system, 0)).toBe(expected);
  });

  it("waits until the last marker has gone", async () => {
    const root = newRoot();
    writeFiles(root, { "/run/pathplug/queue/sda": "", "/run/pathplug/lock": "" });
    const { system } = treeSystem(root, { flock: "exit 0" });
    let slept = 0;
    const sleeping = {
      ...system,
      sleep: async () => {
        slept += 1;
        if (slept === 3) rmSync(join(root, "/run/pathplug/queue/sda"));
      },
    };
    expect(await settle(sleeping, 60_000)).toBeUndefined();
    expect(slept).toBe(3);
  });
});
