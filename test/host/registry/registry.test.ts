import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import type { RegistryEntry } from "../../../core/registry/entry.ts";
import { leaveLateNote, takeLateNotes } from "../../../host/registry/late-notes.ts";
import {
  newEntry,
  readRegistry,
  repeatRegistryWrites,
  syncRegistry,
  writeRegistryEntry,
} from "../../../host/registry/registry.ts";
import type { System } from "../../../host/system/system.ts";
import { newRoot, treeSystem, writeFiles } from "../tree-system.ts";

const KEYS = ["naa.6001", "eui.0102"];
const mapped: RegistryEntry = { ...newEntry("36001"), paths: 4, table: "0 1 multipath" };

/** A machine, and the same one while nothing can be written below /etc. */
function machine(files: Readonly<Record<string, string>> = {}): { system: System; early: System } {
  const root = newRoot();
  writeFiles(root, { "/etc/hostname": "", "/run/pathplug/lock": "", ...files });
  const { system } = treeSystem(root);
  const early: System = {
    ...system,
    makeDirectory: (path) =>
      path.startsWith("/etc/") ? { kind: "failed", errno: "EROFS" } : system.makeDirectory(path),
    write: (path, content, how) =>
      path.startsWith("/etc/")
        ? { kind: "failed", errno: system.exists(dirname(path)) ? "EROFS" : "ENOENT" }
        : system.write(path, content, how),
  };
  return { system, early };
}

const etcFiles = KEYS.map((key) => `/etc/pathplug/luns.d/${key}`);
const textOf = (system: System, path: string): string =>
  new TextDecoder().decode(system.readBytes(path) ?? new Uint8Array());

describe("the LUN registry", () => {
  it("is written in /etc alone where that can be written", () => {
    const { system } = machine();
    expect(writeRegistryEntry(system, KEYS, newEntry("36001"))).toEqual({ written: etcFiles });
    expect(system.list("/etc/pathplug/luns.d")).toHaveLength(2);
    expect(system.exists("/run/pathplug/luns.d")).toBe(false);
  });

  it("is not written again where nothing has changed", () => {
    const { system } = machine();
    writeRegistryEntry(system, KEYS, mapped);
    expect(writeRegistryEntry(system, KEYS, mapped)).toEqual({ written: [] });
  });
});

describe("the LUN registry where /etc is read-only", () => {
  it("is written in /run, as the claim rule looks for it, and read from there", () => {
    const { early } = machine();
    expect(writeRegistryEntry(early, KEYS, newEntry("36001"))).toEqual({ written: [], errno: "EROFS" });
    expect(early.list("/run/pathplug/luns.d")?.toSorted()).toEqual([...KEYS].sort());
    expect([...readRegistry(early).keys()].sort()).toEqual([...KEYS].sort());
  });

  it("says so once: what /run holds already is not tried again", () => {
    const { early } = machine();
    writeRegistryEntry(early, KEYS, mapped);
    expect(writeRegistryEntry(early, KEYS, mapped)).toEqual({ written: [] });
  });

  it("counts in /run where both have a file of one name: that one is newer", () => {
    const { system, early } = machine();
    writeRegistryEntry(system, KEYS, mapped);
    writeRegistryEntry(early, KEYS, { ...mapped, paths: 6 });
    expect(readRegistry(early).get("naa.6001")?.paths).toBe(6);
  });

  it("goes to /etc as soon as that can be written, the WWID of a map is told, and leaves /run", () => {
    const { system, early } = machine();
    writeRegistryEntry(early, KEYS, mapped);
    expect(repeatRegistryWrites(early).errno).toBe("EROFS");
    expect(early.list("/run/pathplug/luns.d")).toHaveLength(2);
    const { written, mapped: told } = repeatRegistryWrites(system);
    expect(written.toSorted()).toEqual(etcFiles.toSorted());
    expect(new Set(told)).toEqual(new Set(["36001"]));
    expect(system.list("/run/pathplug/luns.d")).toEqual([]);
    expect(readRegistry(system).get("eui.0102")).toEqual(mapped);
    expect(repeatRegistryWrites(system)).toEqual({ written: [], mapped: [] });
  });

  it("is overtaken by what is written in /etc later", () => {
    const { system, early } = machine();
    writeRegistryEntry(early, KEYS, mapped);
    writeRegistryEntry(system, KEYS, { ...mapped, paths: 6 });
    repeatRegistryWrites(system);
    expect(readRegistry(system).get("naa.6001")?.paths).toBe(6);
  });

  it("drops what no power failure should have left there", () => {
    const { system } = machine({ "/run/pathplug/luns.d/naa.6001": "" });
    expect(repeatRegistryWrites(system)).toEqual({ written: [], mapped: [] });
    expect(system.list("/run/pathplug/luns.d")).toEqual([]);
    expect(system.exists("/etc/pathplug/luns.d/naa.6001")).toBe(false);
  });
});

describe("a registry file of a later release", () => {
  const later = 'PATHPLUG_FORMAT="2"\nPATHPLUG_WWID="36001"\nPATHPLUG_NEWS="x"\n';
  const files = { "/etc/pathplug/luns.d/naa.6001": later };

  it("names its LUN", () => {
    const { system } = machine(files);
    expect(readRegistry(system).get("naa.6001")).toMatchObject({ wwid: "36001", laterFormat: 2 });
  });

  it("is never written over, neither now nor after it was kept in /run", () => {
    const { system, early } = machine(files);
    for (const each of [early, system]) {
      expect(writeRegistryEntry(each, ["naa.6001"], mapped)).toEqual({ written: [] });
      repeatRegistryWrites(each);
    }
    expect(textOf(system, "/etc/pathplug/luns.d/naa.6001")).toBe(later);
    expect(system.list("/run/pathplug/luns.d") ?? []).toEqual([]);
  });

  it("makes way in /run for itself", () => {
    const { system } = machine({
      ...files,
      "/run/pathplug/luns.d/naa.6001": "PATHPLUG_FORMAT=1\nPATHPLUG_WWID=3\n",
    });
    repeatRegistryWrites(system);
    expect(textOf(system, "/etc/pathplug/luns.d/naa.6001")).toBe(later);
    expect(system.list("/run/pathplug/luns.d")).toEqual([]);
  });
});

describe("files of the registry that were written", () => {
  it("are brought to the disk by one program, with their directory", async () => {
    const root = newRoot();
    const { system, calls } = treeSystem(root, { sync: "" });
    await syncRegistry(system, etcFiles);
    await syncRegistry(system, []);
    expect(calls).toEqual([`sync ${etcFiles.join(" ")} /etc/pathplug/luns.d`]);
  });
});

describe("what a boot leaves word of", () => {
  it("is taken over into every file of the LUN, once", () => {
    const { system } = machine();
    writeRegistryEntry(system, KEYS, mapped);
    leaveLateNote(system, "naa.6001", true);
    expect(takeLateNotes(system).written).toHaveLength(2);
    expect(readRegistry(system).get("eui.0102")).toEqual({ ...mapped, late: 1 });
    expect(takeLateNotes(system)).toEqual({ written: [] });
    leaveLateNote(system, "eui.0102", false);
    takeLateNotes(system);
    expect(readRegistry(system).get("naa.6001")).toEqual(mapped);
  });

  it("of a LUN that was forgotten meanwhile goes", () => {
    const { system } = machine();
    leaveLateNote(system, "naa.6001", true);
    expect(takeLateNotes(system)).toEqual({ written: [] });
    expect(system.list("/run/pathplug/late")).toEqual([]);
  });

  it("waits in /run with the rest while /etc is read-only", () => {
    const { system, early } = machine();
    writeRegistryEntry(system, KEYS, mapped);
    leaveLateNote(early, "naa.6001", true);
    expect(takeLateNotes(early).errno).toBe("EROFS");
    repeatRegistryWrites(system);
    expect(readRegistry(system).get("eui.0102")?.late).toBe(1);
  });
});
