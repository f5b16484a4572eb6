import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compileProfiles } from "../../../core/profile/compile.ts";
import { refreshProfiles } from "../../../host/doctor/refresh-profiles.ts";
import { HWDB_FILE, performRefresh, planRefresh } from "../../../host/profiles/refresh.ts";
import { newRoot, treeSystem, writeFiles } from "../tree-system.ts";

const { compiled } = compileProfiles([]);
const JSON_FILE = "/etc/pathplug/profiles.json";
const works = { "systemd-hwdb": "exit 0", udevadm: "exit 0" };
const noHwdb = { ...works, "systemd-hwdb": "echo broken >&2; exit 1" };

describe("refresh", () => {
  it("writes the profiles and one hwdb file, has it compiled, then reloads udev", async () => {
    const root = newRoot();
    writeFiles(root, { "/etc/udev/rules.d/x.rules": "" });
    const { system, calls } = treeSystem(root, works);
    const files = planRefresh(system, compiled);
    expect([...files.keys()]).toEqual([JSON_FILE, HWDB_FILE]);
    await performRefresh(system, files);
    expect(calls).toEqual(["systemd-hwdb update", "udevadm control --reload"]);
    expect(JSON.parse(readFileSync(join(root, JSON_FILE), "utf8"))).toMatchObject({
      schema: "pathplug.profiles/1",
    });
    expect(readFileSync(join(root, HWDB_FILE), "utf8")).toContain("# Vendor profiles");
    expect(planRefresh(system, compiled).size).toBe(0);
  });

  const noUdev = { ...works, udevadm: "exit 1" };
  const once = ["systemd-hwdb update"];
  const undone = ["systemd-hwdb update", "udevadm control --reload", "systemd-hwdb update"];
  const old = { [JSON_FILE]: "{}", [HWDB_FILE]: "# old\n" };
  it.each([
    ["the hwdb cannot be compiled", "there was nothing before", noHwdb, {}, once],
    ["the hwdb cannot be compiled", "there were files before", noHwdb, old, once],
    ["udev does not reload", "there was nothing before", noUdev, {}, undone],
    ["udev does not reload", "there were files before", noUdev, old, undone],
  ])("leaves everything as it was when %s and %s", async (_, __, programs, before, called) => {
    const root = newRoot();
    writeFiles(root, { "/etc/udev/rules.d/x.rules": "", ...before });
    const { system, calls } = treeSystem(root, programs);
    const done = performRefresh(system, planRefresh(system, compiled));
    await expect(done).rejects.toMatchObject({
      status: "unavailable",
      diagnostic: { code: "program-failed" },
    });
    expect(calls).toEqual(called);
    for (const path of [JSON_FILE, HWDB_FILE]) {
      const text = (before as Record<string, string>)[path];
      expect(existsSync(join(root, path))).toBe(text !== undefined);
      if (text !== undefined) expect(readFileSync(join(root, path), "utf8")).toBe(text);
    }
  });
});

describe("refresh, where the files are right already", () => {
  const HWDB_BIN = "/etc/udev/hwdb.bin";

  async function refreshed(bin: Readonly<Record<string, string>>, times: Readonly<Record<string, number>>) {
    const root = newRoot();
    writeFiles(root, { "/etc/udev/rules.d/x.rules": "", ...bin });
    const { system, calls } = treeSystem(root, works);
    for (const [path, text] of planRefresh(system, compiled)) writeFiles(root, { [path]: text });
    const done = await refreshProfiles(system, compiled, (path) => times[path]);
    return { ...done, calls };
  }

  it.each([
    ["hwdb.bin is missing", {}, {}],
    ["hwdb.bin is older than its source", { [HWDB_BIN]: "" }, { [HWDB_BIN]: 1, [HWDB_FILE]: 2 }],
  ])("has the hardware database compiled when %s", async (_, bin, times) => {
    expect(await refreshed(bin, times)).toEqual({
      written: [],
      compiled: true,
      calls: ["systemd-hwdb update", "udevadm control --reload"],
    });
  });

  it("starts nothing when hwdb.bin is newer than its source", async () => {
    const done = await refreshed({ [HWDB_BIN]: "" }, { [HWDB_BIN]: 2, [HWDB_FILE]: 1 });
    expect(done).toEqual({ written: [], compiled: false, calls: [] });
  });

  it("tells when it cannot be compiled, and keeps the files", async () => {
    const root = newRoot();
    writeFiles(root, { "/etc/udev/rules.d/x.rules": "" });
    const { system } = treeSystem(root, noHwdb);
    for (const [path, text] of planRefresh(system, compiled)) writeFiles(root, { [path]: text });
    await expect(refreshProfiles(system, compiled, () => undefined)).rejects.toMatchObject({
      diagnostic: { code: "program-failed" },
    });
    expect(planRefresh(system, compiled).size).toBe(0);
  });
});
