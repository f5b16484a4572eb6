import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { LiveMap } from "../../../core/topology/map.ts";
import { performDisable, readOpenMaps } from "../../../host/ownership/disable.ts";
import { checkEnable, isOwnedAlready, performEnable } from "../../../host/ownership/enable.ts";
import type { System } from "../../../host/system/system.ts";
import { newRoot, type Programs, type TreeSystem, treeSystem, writeFiles } from "../tree-system.ts";
import { locking } from "./locking.ts";

const LIBRARY = "/usr/lib/pathplug";
const WORKER = `${LIBRARY}/worker`;
const OWNER = "/etc/pathplug/owner";
const ARMED = "/run/pathplug/armed";
const LOADED = "/sys/module/dm_multipath";
const module = {
  "/proc/sys/kernel/osrelease": "6.12.48-amd64\n",
  "/usr/lib/modules/6.12.48-amd64/kernel/drivers/md/dm-multipath.ko.xz": "",
};
/** As the kernel's, which the machines of these tests have as a file only: what was asked for is there, or gone. */
const modprobe = 'm=$0/sys/module/dm_multipath; case $1 in -n) ;; -r) rm -r "$m";; *) mkdir -p "$m";; esac';
const arms = { modprobe, [WORKER]: 'mkdir -p "$0/run/pathplug"; echo known >"$0/run/pathplug/armed"' };
const ours = { owner: "pathplug", mode: "known" } as const;

function machine(files: Readonly<Record<string, string>>, programs: Programs): TreeSystem & { root: string } {
  const root = newRoot();
  writeFiles(root, {
    [WORKER]: "",
    "/etc/hostname": "",
    "/sys/block/sda/uevent": "",
    "/sys/block/sdb/uevent": "",
    ...files,
  });
  return { root, ...treeSystem(root, programs) };
}

const textOf = (root: string, path: string): string | undefined =>
  existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : undefined;

describe("enable", () => {
  it.each([
    ["running", { "/run/multipathd.pid": "42\n", "/proc/42/stat": "" }],
    ["running", { "/run/multipathd/multipathd.pid": "42\n", "/proc/42/stat": "" }],
  ])("is refused while multipathd is %s", async (_, files) => {
    const { system } = machine(files, {});
    await expect(checkEnable(system)).rejects.toMatchObject({ diagnostic: { code: "multipathd-active" } });
  });

  it("is refused where the kernel has no dm_multipath", async () => {
    const { system } = machine({}, { modprobe: "echo not found >&2; exit 1" });
    await expect(checkEnable(system)).rejects.toMatchObject({
      status: "unavailable",
      diagnostic: { code: "module-missing", message: expect.stringContaining("not found") },
    });
  });

  it("is checked without loading the module: the answer to it may be no", async () => {
    const { root, system, calls } = machine(
      { "/usr/sbin/dmsetup": "", "/usr/bin/flock": "", ...module },
      arms,
    );
    await checkEnable(system);
    expect(calls).toEqual(["modprobe -n dm_multipath"]);
    expect(existsSync(join(root, LOADED))).toBe(false);
  });

  it("writes nothing where the module that is there cannot be loaded", async () => {
    const refuses = { ...arms, modprobe: "echo Required key not available >&2; exit 1" };
    const { root, system, calls } = machine({}, refuses);
    await expect(performEnable(system, LIBRARY, ours, ["sda"])).rejects.toMatchObject({
      status: "unavailable",
      diagnostic: { code: "module-missing", message: expect.stringContaining("Required key") },
    });
    expect(calls).toEqual(["modprobe dm_multipath"]);
    expect(textOf(root, OWNER)).toBeUndefined();
  });

  it.each([
    ["goes again where it was not loaded before", {}, false],
    ["stays where it was loaded before", { [`${LOADED}/refcnt`]: "0\n" }, true],
  ])("when the host is not armed, the module %s", async (_, files, isLoaded) => {
    const { root, system } = machine(files, { ...arms, [WORKER]: "exit 1" });
    await expect(performEnable(system, LIBRARY, ours, ["sda"])).rejects.toThrow();
    expect(existsSync(join(root, LOADED))).toBe(isLoaded);
  });

  it("names the owner, arms the host, and has udev look again at the disks concerned only", async () => {
    const { root, system, calls } = machine({}, arms);
    expect(isOwnedAlready(system, ours)).toBe(false);
    await performEnable(system, LIBRARY, ours, ["sdb"]);
    expect(textOf(root, OWNER)).toBe("PATHPLUG_OWNER=pathplug\nPATHPLUG_MODE=known\n");
    expect(textOf(root, "/sys/block/sda/uevent")).toBe("");
    expect(textOf(root, "/sys/block/sdb/uevent")).toBe("change");
    expect(calls).toEqual(["modprobe dm_multipath", `${WORKER} arm`]);
    expect(existsSync(join(root, "/etc/multipath"))).toBe(true);
    expect(isOwnedAlready(system, ours)).toBe(true);
    expect(isOwnedAlready(system, { ...ours, mode: "strict" })).toBe(false);
  });

  it("has the worker look at everything where marks say that something is left", async () => {
    const { root, system } = machine({ "/run/pathplug/left": "", "/run/pathplug/queue/sda": "" }, arms);
    await performEnable(system, LIBRARY, ours, ["sdb"]);
    expect(existsSync(join(root, "/run/pathplug/queue/all"))).toBe(true);
  });

  it.each([
    ["no owner before", {}, undefined],
    ["another owner before", { [OWNER]: "none\n" }, "none\n"],
    ["no owner before, and a worker that failed behind it", {}, undefined, `${arms[WORKER]}; exit 1`],
  ])("leaves the owner as it was when the host is not armed: %s", async (_, files, before, worker = "") => {
    const { root, system } = machine(files, { modprobe, [WORKER]: `echo stands back >&2; ${worker}` });
    await expect(performEnable(system, LIBRARY, ours, ["sda"])).rejects.toMatchObject({
      diagnostic: { code: "not-armed", message: expect.stringContaining("stands back") },
    });
    expect(textOf(root, OWNER)).toBe(before);
    expect(textOf(root, ARMED)).toBeUndefined();
    expect(textOf(root, "/sys/block/sda/uevent")).toBe("");
  });
});

const map = (name: string, dm: string, openCount: number): LiveMap => ({
  name,
  uuid: `mpath-${name}`,
  dm,
  openCount,
  readOnly: false,
  suspended: false,
  inactiveTable: false,
});
const removes = {
  dmsetup:
    'case $1 in udevcreatecookie) echo 7;; remove) for last; do :; done; test "$last" != stuck;; info) printf "dm-1 0\\ndm-2 1\\n";; esac',
};

/** What is read when no worker runs any more: one map, and its disk. */
const had = (one: LiveMap) => async () => ({ maps: [one], disks: ["sda"] });

describe("disable", () => {
  const files = { [OWNER]: "PATHPLUG_OWNER=pathplug\nPATHPLUG_MODE=known\n", [ARMED]: "known\n" };
  const queue = { "/run/pathplug/queue/sda": "" };

  it.each([
    ["a map that nobody has open", 0, {}, []],
    [
      "a map whose partition map is unused",
      0,
      { "/sys/block/dm-0/holders/dm-1/x": "", "/sys/block/dm-1/dm/uuid": "part1-mpath-a\n" },
      [],
    ],
    [
      "a map whose partition map is open",
      1,
      { "/sys/block/dm-0/holders/dm-2/x": "", "/sys/block/dm-2/dm/uuid": "part1-mpath-a\n" },
      [{ name: "a", by: "dm-2" }],
    ],
    ["a map that is mounted", 1, {}, [{ name: "a", by: "a mount, swap or a program" }]],
    [
      "a map that LVM uses",
      1,
      { "/sys/block/dm-0/holders/dm-3/x": "", "/sys/block/dm-3/dm/uuid": "LVM-x\n" },
      [{ name: "a", by: "dm-3" }],
    ],
  ])("sees whether %s is in use", async (_, open, more, found) => {
    const { system } = machine(more, removes);
    expect(await readOpenMaps(system, [map("a", "dm-0", open)])).toEqual(found);
  });

  it("disarms the host, removes the maps, names no owner, and gives the disks back", async () => {
    const host = machine(files, removes);
    const { root, calls } = host;
    await performDisable(locking(host), had(map("a", "dm-0", 0)));
    expect(calls[0]).toBe("flock");
    expect(calls.at(-1)).toBe("unlocked");
    expect(calls.filter((call) => call.includes("remove"))).toEqual(["dmsetup remove --udevcookie 7 a"]);
    expect(textOf(root, OWNER)).toBeUndefined();
    expect(textOf(root, ARMED)).toBeUndefined();
    expect(textOf(root, "/sys/block/sda/uevent")).toBe("change");
    expect(textOf(root, "/sys/block/sdb/uevent")).toBe("");
  });

  it("gives back the cookie of a killed run that had not noted its name", async () => {
    const cookie = {
      "/run/pathplug/cookies/coming": "1000\n",
      "/proc/sysvipc/sem": `key semid\n${0x0d4d1234} 0 600 1 0 0 0 0 0 1001\n`,
    };
    const host = machine({ ...files, ...cookie }, removes);
    const { calls } = host;
    await performDisable(locking(host), had(map("a", "dm-0", 0)));
    expect(calls.filter((call) => call.startsWith("dmsetup"))).toEqual([
      "dmsetup udevreleasecookie 0x0D4D1234",
      "dmsetup udevcreatecookie",
      "dmsetup remove --udevcookie 7 a",
      "dmsetup udevreleasecookie 7",
    ]);
  });

  const noted = {
    "/run/pathplug/recheck/dm-0": "",
    "/run/pathplug/rechecking/transport": "",
    "/run/pathplug/suspect/7": "INQUIRY_DATA_HAS_CHANGED\n",
    "/run/pathplug/suspect/8.test": "",
    "/run/pathplug/marginal/7": "by-hand\n",
    "/run/pathplug/path-errors/7": "12\n",
    "/run/pathplug/rtpg/naa.6": "",
    "/run/pathplug/untested": "sg_turs\n",
  };

  it("forgets what was noted of paths; what waits to be done the run takes away that follows", async () => {
    const host = machine({ ...files, ...noted }, removes);
    const { root } = host;
    await performDisable(locking(host), had(map("a", "dm-0", 0)));
    expect(Object.keys(noted).filter((file) => textOf(root, file) !== undefined)).toEqual([]);
  });

  it("forgets nothing of them when a map does not go", async () => {
    const host = machine({ ...files, ...noted }, removes);
    const { root } = host;
    await expect(performDisable(locking(host), had(map("stuck", "dm-0", 0)))).rejects.toThrow();
    expect(Object.keys(noted).filter((file) => textOf(root, file) === undefined)).toEqual([]);
  });

  it("removes no map where the owner file cannot be written", async () => {
    const { root, system, calls } = machine(files, removes);
    const write: typeof system.write = (path, content, how) =>
      path === OWNER ? { kind: "failed", errno: "EROFS" } : system.write(path, content, how);
    const done = performDisable({ ...system, write }, had(map("a", "dm-0", 0)));
    await expect(done).rejects.toMatchObject({ diagnostic: { code: "write-failed" } });
    expect(calls).toEqual([]);
    expect(textOf(root, ARMED)).toBe("known\n");
  });

  it("leaves the host armed and its own where a map does not go, and has a run make those again that have gone", async () => {
    const made = "/run/pathplug/made/gone";
    const host = machine({ ...files, ...queue, [made]: "1 2" }, removes);
    const { root } = host;
    await expect(performDisable(locking(host), had(map("stuck", "dm-0", 0)))).rejects.toMatchObject({
      status: "tryAgain",
      diagnostic: { code: "map-in-use" },
    });
    expect(textOf(root, OWNER)).toBe("PATHPLUG_OWNER=pathplug\nPATHPLUG_MODE=known\n");
    expect(textOf(root, ARMED)).toBe("known\n");
    expect(textOf(root, "/run/pathplug/queue/all")).toBe("");
    expect(textOf(root, made)).toBeUndefined();
    expect(textOf(root, "/sys/block/sda/uevent")).toBe("");
  });

  it("waits for a worker that runs already: what that one has made goes, too", async () => {
    const host = machine(files, removes);
    let callsBefore: readonly string[] = [];
    await performDisable(locking(host), () => {
      callsBefore = [...host.calls];
      return had(map("a", "dm-0", 0))();
    });
    expect(callsBefore).toEqual(["flock"]);
  });

  it("changes nothing where that one does not end", async () => {
    const host = machine({ ...files, ...queue }, removes);
    const done = performDisable(locking(host, 75), had(map("a", "dm-0", 0)));
    await expect(done).rejects.toMatchObject({
      status: "tryAgain",
      diagnostic: { code: "assemble-running" },
    });
    expect(textOf(host.root, ARMED)).toBe("known\n");
    expect(textOf(host.root, OWNER)).toBe(files[OWNER]);
    expect(host.calls).toEqual(["flock", "unlocked"]);
  });

  it("killed while a map goes leaves a host that is armed and its own; later, one whose disks a run gives back", async () => {
    const seen: string[] = [];
    const host = machine({ ...files, ...queue, ...noted }, removes);
    const system = locking(host);
    const see = (): void => {
      const owner = textOf(host.root, OWNER) === undefined ? "none" : "pathplug";
      const armed = textOf(host.root, ARMED) === undefined ? "disarmed" : "armed";
      const isToRun = textOf(host.root, "/run/pathplug/queue/all") !== undefined;
      seen.push([owner, armed, ...(isToRun ? ["a run comes"] : [])].join(" "));
    };
    const watched: System = {
      ...system,
      unlink: (path) => {
        see();
        return system.unlink(path);
      },
      spawn: async (argv, options) => {
        see();
        return await system.spawn(argv, options);
      },
    };
    await performDisable(watched, had(map("a", "dm-0", 0)));
    see();
    expect([...new Set(seen)]).toEqual([
      "pathplug armed",
      "pathplug armed a run comes",
      "none armed a run comes",
      "none disarmed a run comes",
    ]);
  });

  it.each([
    ["a run was to arm", { "/run/pathplug/disarmed-by-failure": "" }],
    ["nobody was to arm", {}],
  ])("leaves a host that %s as it was where it is refused", async (_, more) => {
    const { [ARMED]: __, ...unarmed } = files;
    const host = machine({ ...unarmed, ...more }, removes);
    await expect(performDisable(locking(host), had(map("stuck", "dm-0", 0)))).rejects.toThrow();
    expect(textOf(host.root, ARMED)).toBeUndefined();
    const isLeft = textOf(host.root, "/run/pathplug/disarmed-by-failure") !== undefined;
    expect(isLeft).toBe("/run/pathplug/disarmed-by-failure" in more);
  });
});
