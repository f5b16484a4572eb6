import { describe, expect, it } from "vitest";
import { assemble } from "../../../worker/assemble/assemble.ts";
import { diskFiles } from "../../machines/disk.ts";
import { SimulatedMachine } from "../simulated/simulated-machine.ts";
import {
  assembled,
  disk,
  expectSound,
  mapsOf,
  naaOf,
  plugLuns,
  run,
  runUntilQuiet,
  shippedProfiles,
} from "../simulated/simulated-run.ts";

describe("a map in use that another program made", () => {
  const table = "0 2097152 multipath 0 0 1 1 service-time 0 4 1 8:0 1 8:16 1 8:32 1 8:48 1";

  async function beside(wwid: string, open: number): Promise<SimulatedMachine> {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0, 1]);
    machine.dm.run(["dmsetup", "create", "--concise"], `root,mpath-${wwid},,rw,${table}`);
    for (const map of machine.dm.maps) map.open = open;
    await runUntilQuiet(machine);
    return machine;
  }

  it("under an id of its own keeps its paths, and no second map is made over them", async () => {
    const machine = await beside("SNETAPP_LUN_S0", 1);
    expect(mapsOf(machine)).toEqual([expect.stringMatching(`^3${naaOf(1)} `), `root ${table}`]);
    expect(machine.dm.loads).toHaveLength(2);
  });

  it("under an id of its own gives them to the LUN's map when nobody uses it", async () => {
    const machine = await beside("SNETAPP_LUN_S0", 0);
    expect(mapsOf(machine).map((map) => map.split(" ")[0])).toEqual([`3${naaOf(0)}`, `3${naaOf(1)}`]);
  });

  it("under the id of another LUN loses them: they lead elsewhere", async () => {
    const machine = await beside(`3${naaOf(5)}`, 1);
    expect(mapsOf(machine)).toContainEqual("root 0 2097152 multipath 0 0 0 0");
  });
});

describe("a map in use under an id that other LUNs have too", () => {
  const shared = "1NETAPP_LUN_S";
  const table = "0 2097152 multipath 0 0 1 1 service-time 0 4 1 8:0 1 8:16 1 8:32 1 8:48 1";

  it("keeps its paths, and gets none of theirs", async () => {
    const machine = new SimulatedMachine({ "/etc/multipath/wwids": `/${shared}/\n` });
    plugLuns(machine, [0], { serial: "S" });
    machine.dm.run(["dmsetup", "create", "--concise"], `root,mpath-${shared},,rw,${table}`);
    for (const map of machine.dm.maps) map.open = 1;
    await runUntilQuiet(machine);
    for (const lun of [1, 2]) {
      plugLuns(machine, [lun], { serial: "S" });
      await runUntilQuiet(machine);
    }
    await run(machine, undefined, true);
    const holders = machine.dm.maps.map(
      ({ uuid, active }) => `${uuid} ${[...(active?.bound.keys() ?? [])].sort()}`,
    );
    expect(holders.sort()).toEqual([
      `mpath-${shared} 8:0,8:16,8:32,8:48`,
      `mpath-3${naaOf(1)} 8:112,8:64,8:80,8:96`,
      `mpath-3${naaOf(2)} 8:128,8:144,8:160,8:176`,
    ]);
  });
});

/** The array shows LUN 4 where LUN 0 was, behind the same paths. */
function becomeAnother(machine: SimulatedMachine): void {
  for (const path of [0, 1, 2, 3]) {
    const other = disk(0, path, { naa: naaOf(4), serial: "S4" });
    machine.disks.set(other.dev, other);
    for (const [file, content] of diskFiles(other)) {
      if (!file.endsWith("/diskseq")) machine.tree.put(file, content);
    }
    machine.system().write(`/sys/block/${other.dev}/uevent`, "change", "attribute");
  }
  machine.settle();
}

describe("a map whose paths all turn out to be another LUN's", () => {
  it("gives them up at the second try where the first one fails", async () => {
    const machine = await assembled([0]);
    for (const map of machine.dm.maps) map.open = 1;
    becomeAnother(machine);
    let loads = 0;
    machine.dm.intercept = (argv) =>
      argv[1] === "load" && loads++ === 0 ? { status: 1, stderr: "no memory" } : undefined;
    expect(await run(machine)).toMatchObject({ status: 0 });
    expectSound(machine);
    expect(mapsOf(machine)[0]).toMatch(new RegExp(`^3${naaOf(0)} .* 0 0$`));
  });

  it("keeps the other LUN from getting a map over them while it cannot give them up", async () => {
    const machine = await assembled([0]);
    for (const map of machine.dm.maps) map.open = 1;
    becomeAnother(machine);
    machine.dm.intercept = (argv) => (argv[1] === "load" ? { status: 1, stderr: "no memory" } : undefined);
    expect(await run(machine)).toMatchObject({ status: 0 });
    expect(mapsOf(machine)).toHaveLength(1);
    expect(machine.parked()).toEqual(["again-sda", "again-sdb", "again-sdc", "again-sdd"]);
  });
});

describe("/etc/multipath/wwids", () => {
  const file = "/etc/multipath/wwids";

  it("keeps its lines and gets those of new maps", async () => {
    const machine = new SimulatedMachine({ [file]: "# mine\n/3other/\n" });
    plugLuns(machine, [0]);
    await runUntilQuiet(machine);
    expect(machine.tree.text(file)).toBe(`# mine\n/3other/\n/3${naaOf(0)}/\n`);
  });

  it("that cannot be read, or not to its end, is not written over", async () => {
    for (const unread of [undefined, new Uint8Array(1024 * 1024).fill(0x23)]) {
      const machine = new SimulatedMachine({ [file]: "/3other/\n" });
      plugLuns(machine, [0]);
      machine.settle();
      const system = machine.system();
      const readBytes = (path: string) => (path === file ? unread : system.readBytes(path));
      await assemble({ ...system, readBytes }, await shippedProfiles, () => {}, false);
      expect(machine.tree.text(file)).toBe("/3other/\n");
      expect(mapsOf(machine)).toHaveLength(1);
    }
  });
});

describe("what is to happen when the last path goes", () => {
  it("is remembered as the settings say it now: what they say no more is forgotten", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0], { vendor: "LIO-ORG", product: "disk", claim: "second-path" });
    await runUntilQuiet(machine);
    const file = `/etc/pathplug/luns.d/naa.${naaOf(0)}`;
    const text = machine.tree.text(file) ?? "";
    expect(text).not.toMatch(/FLUSH_ON_LAST_DEL|DEFERRED_REMOVE/);
    const old = 'PATHPLUG_FLUSH_ON_LAST_DEL="always"\nPATHPLUG_DEFERRED_REMOVE="yes"\n';
    machine.tree.put(file, `${text}${old}`);
    await run(machine, undefined, true);
    expect(machine.tree.text(file)).toBe(text);
  });
});

describe("a path that has failed", () => {
  it("is out of use in a new table before udev has processed that, however long it takes", async () => {
    const machine = await assembled([0]);
    machine.dm.maps[0]?.failed.add("8:16");
    const order: string[] = [];
    machine.beforeSpawn = (argv) => {
      const told = argv.find((word) => /^(resume|udevreleasecookie|fail_path)$/.test(word));
      if (told !== undefined) order.push(told);
    };
    machine.unplug("sda");
    await runUntilQuiet(machine);
    expect(order).toEqual(["resume", "fail_path", "udevreleasecookie"]);
    expect([...(machine.dm.maps[0]?.failed ?? [])]).toEqual(["8:16"]);
  });

  it.each([
    ["is told that it is not ready", ["8:16", "8:32", "8:48"], "MPATH_DEVICE_READY=0\n"],
    ["is told nothing where another one works", ["8:16", "8:48"], ""],
  ])("has udev's rule hear with a new table that no path works: it %s", async (_, failed, text) => {
    const machine = await assembled([0]);
    for (const devt of failed) machine.dm.maps[0]?.failed.add(devt);
    const told: (string | undefined)[] = [];
    machine.beforeSpawn = (argv) => {
      if (!argv.includes("resume")) return;
      for (const name of machine.tree.list("/run/pathplug/reload") ?? [])
        told.push(machine.tree.text(`/run/pathplug/reload/${name}`));
    };
    machine.unplug("sda");
    await runUntilQuiet(machine);
    expect(told).toEqual([text]);
  });
});

describe("a write-protected LUN", () => {
  function protect(machine: SimulatedMachine, paths: readonly number[], ro: string): void {
    for (const path of paths) machine.tree.put(`/sys/block/${disk(0, path).dev}/ro`, ro);
  }

  async function standing(): Promise<SimulatedMachine> {
    const machine = new SimulatedMachine();
    for (const path of [0, 1]) machine.plug(disk(0, path));
    protect(machine, [0, 1], "1\n");
    await runUntilQuiet(machine);
    expect(machine.dm.maps[0]?.active?.readOnly).toBe(true);
    return machine;
  }

  it("gets its later paths, loses those that go, and stays read-only", async () => {
    const machine = await standing();
    machine.plug(disk(0, 2));
    protect(machine, [2], "1\n");
    machine.unplug("sda");
    await runUntilQuiet(machine);
    expectSound(machine);
    expect([...(machine.dm.maps[0]?.active?.bound.keys() ?? [])].sort()).toEqual(["8:16", "8:32"]);
    for (const map of machine.dm.maps) map.open = 1;
    for (const dev of ["sdb", "sdc"]) machine.unplug(dev);
    await runUntilQuiet(machine);
    expect(machine.dm.maps[0]?.active).toMatchObject({ readOnly: true, table: { groups: [] } });
  });

  it("is followed both ways: its map is loaded again when all paths have changed, and none is held from opening", async () => {
    const machine = await assembled([0]);
    const look = async (paths: readonly number[], ro: string): Promise<boolean | undefined> => {
      protect(machine, paths, ro);
      machine.system().write("/sys/block/sda/uevent", "change", "attribute");
      await runUntilQuiet(machine);
      return machine.dm.maps[0]?.active?.readOnly;
    };
    expect(await look([0, 1], "1\n")).toBe(false);
    machine.tree.put("/sys/block/sdd/device/state", "offline\n");
    expect(await look([2, 3], "1\n")).toBe(false);
    machine.tree.put("/sys/block/sdd/device/state", "running\n");
    expect(await look([], "")).toBe(true);
    expect(await look([0, 1], "0\n")).toBe(true);
    expect(await look([2, 3], "0\n")).toBe(false);
    expectSound(machine);
  });

  it("is writable from the next change on, when no path is protected any more", async () => {
    const machine = await standing();
    protect(machine, [0, 1], "0\n");
    machine.plug(disk(0, 2));
    await runUntilQuiet(machine);
    expect(machine.dm.maps[0]?.active).toMatchObject({ readOnly: false, bound: { size: 3 } });
  });
});
