import { describe, expect, it } from "vitest";
import { newEntry, readRegistry, writeRegistryEntry } from "../../host/registry.ts";
import type { System } from "../../host/system.ts";
import { newRoot, treeSystem, writeFiles } from "./tree-system.ts";

const KEYS = ["naa.6001", "eui.0102"];

/** A machine on which nothing can be written below /etc. */
function readOnlyEtc(): System {
  const root = newRoot();
  writeFiles(root, { "/etc/hostname": "", "/run/pathplug/lock": "" });
  const { system } = treeSystem(root);
  return {
    ...system,
    makeDirectory: (path) =>
      path.startsWith("/etc/") ? { kind: "failed", errno: "EROFS" } : system.makeDirectory(path),
    write: (path, content, how) =>
      path.startsWith("/etc/") ? { kind: "failed", errno: "EROFS" } : system.write(path, content, how),
  };
}

describe("the LUN registry", () => {
  it("is written in /run where /etc is read-only, as the claim rule looks for it, and read from there", () => {
    const system = readOnlyEtc();
    expect(writeRegistryEntry(system, KEYS, newEntry("36001"))).toBe("EROFS");
    expect(system.list("/run/pathplug/luns.d")?.toSorted()).toEqual([...KEYS].sort());
    expect([...readRegistry(system).keys()].sort()).toEqual([...KEYS].sort());
  });

  it("counts in /etc where both have a file of one name", () => {
    const root = newRoot();
    writeFiles(root, {
      "/etc/pathplug/luns.d/naa.6001": "PATHPLUG_FORMAT=1\nPATHPLUG_WWID=new\n",
      "/run/pathplug/luns.d/naa.6001": "PATHPLUG_FORMAT=1\nPATHPLUG_WWID=old\n",
    });
    expect(readRegistry(treeSystem(root).system).get("naa.6001")?.wwid).toBe("new");
  });

  it("is written in /etc alone where that can be written", () => {
    const root = newRoot();
    writeFiles(root, { "/etc/hostname": "" });
    const { system } = treeSystem(root);
    expect(writeRegistryEntry(system, KEYS, newEntry("36001"))).toBeUndefined();
    expect(system.list("/etc/pathplug/luns.d")).toHaveLength(2);
    expect(system.exists("/run/pathplug/luns.d")).toBe(false);
  });
});
