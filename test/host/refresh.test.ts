import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { compileProfiles } from "../../core/profile/compile.ts";
import { HWDB_FILE, performRefresh, planRefresh } from "../../host/refresh.ts";
import { newRoot, treeSystem, writeFiles } from "./tree-system.ts";

const { compiled } = compileProfiles([]);
const JSON_FILE = "/etc/pathplug/profiles.json";
const works = { "systemd-hwdb": "exit 0", udevadm: "exit 0" };

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

  it.each([
    ["there was nothing before", {}],
    ["there were files before", { [JSON_FILE]: "{}", [HWDB_FILE]: "# old\n" }],
  ])("leaves everything as it was when the hwdb cannot be compiled and %s", async (_, before) => {
    const root = newRoot();
    writeFiles(root, { "/etc/udev/rules.d/x.rules": "", ...before });
    const { system, calls } = treeSystem(root, { ...works, "systemd-hwdb": "echo broken >&2; exit 1" });
    const done = performRefresh(system, planRefresh(system, compiled));
    await expect(done).rejects.toMatchObject({
      status: "unavailable",
      diagnostic: { code: "program-failed" },
    });
    expect(calls).toEqual(["systemd-hwdb update"]);
    for (const path of [JSON_FILE, HWDB_FILE]) {
      const text = (before as Record<string, string>)[path];
      expect(existsSync(join(root, path))).toBe(text !== undefined);
      if (text !== undefined) expect(readFileSync(join(root, path), "utf8")).toBe(text);
    }
  });
});
