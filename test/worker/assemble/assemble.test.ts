import { describe, expect, it } from "vitest";
import { assemble } from "../../../worker/assemble/assemble.ts";
import { diskFiles } from "../../machines/disk.ts";
import type { Ran } from "../simulated/ran.ts";
import { Killed, SimulatedMachine } from "../simulated/simulated-machine.ts";
import {
  assembled,
  claimedOf,
  disk,
  expectSound,
  mapsOf,
  naaOf,
  plugLuns,
  run,
  runUntilQuiet,
  shippedProfiles,
} from "../simulated/simulated-run.ts";

describe("a device-mapper that does not answer", () => {
  it.each(["table", "status", "info"])(
    "to dmsetup %s: no map is touched, and no marker lost",
    async (question) => {
      const machine = await assembled([0, 1]);
      const before = mapsOf(machine);
      machine.unplug("sda");
      machine.settle();
      machine.dm.intercept = (argv) =>
        argv[1] === question ? { status: 1, stderr: "no memory" } : undefined;
      await expect(run(machine)).rejects.toThrow(/no memory/);
      expect(mapsOf(machine)).toEqual(before);
      machine.dm.intercept = () => undefined;
      await runUntilQuiet(machine);
      expectSound(machine);
      expect(mapsOf(machine)).not.toEqual(before);
    },
  );

  it("gives a table that cannot be read: the map is not removed", async () => {
    const machine = await assembled([0]);
    const before = mapsOf(machine);
    machine.dm.intercept = (argv) => (argv[1] === "table" ? { status: 0, stdout: "" } : undefined);
    await run(machine, undefined, true);
    machine.dm.intercept = () => undefined;
    await runUntilQuiet(machine);
    expect(mapsOf(machine)).toEqual(before);
  });
});

/** Calls `happen` at the first dmsetup of this command, just before the kernel sees it. */
function atFirst(machine: SimulatedMachine, command: string, happen: () => Ran | undefined): void {
  let isDone = false;
  machine.dm.intercept = (argv) => {
    if (isDone || argv[1] !== command) return undefined;
    isDone = true;
    return happen();
  };
}

/** Another LUN's disk in the place of sdb: same name, same number. */
function replaceSdb(machine: SimulatedMachine): undefined {
  machine.unplug("sdb");
  machine.plug(disk(3, 1, { dev: "sdb", devt: "8:16" }));
}

describe("paths that hang when they are asked", () => {
  it("hold their LUN up for three time-outs, and the other LUNs of the burst not at all", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0, 1], { tpgs: 1 });
    for (const path of [0, 1, 2, 3]) machine.silent.add(`/dev/${disk(0, path).dev}`);
    machine.settle();
    const asked: string[] = [];
    machine.beforeSpawn = (argv) => void (argv[0] === "sg_rtpg" && asked.push(argv.at(-1) ?? ""));
    expect(await run(machine)).toMatchObject({ status: 0 });
    expect(asked.slice(0, 2).sort()).toEqual(["/dev/sda", "/dev/sde"]);
    expect(asked.filter((dev) => machine.silent.has(dev))).toEqual(["/dev/sda", "/dev/sdb", "/dev/sdc"]);
    expect(mapsOf(machine)).toHaveLength(2);
    expectSound(machine);
  });
});

describe("a number that another disk got while a table was made", () => {
  it("of a new map: the map is taken away and made of what is there", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0, 1]);
    atFirst(machine, "create", () => replaceSdb(machine));
    expect((await runUntilQuiet(machine)).join("\n")).toContain("sdb changed while the table was made");
    expectSound(machine);
    expect(mapsOf(machine)).toHaveLength(3);
  });

  it("of a new map that is open already: it fails all I/O, then is read anew with its own paths", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    let marked: readonly string[] | undefined;
    let isSwapped = false;
    machine.dm.intercept = ([, command]) => {
      if (command === "create" && !isSwapped) replaceSdb(machine);
      if (command === "create") isSwapped = true;
      for (const map of machine.dm.maps) map.open = 1;
      if (command === "resume") marked = machine.tree.list("/run/pathplug/reload");
      return undefined;
    };
    await runUntilQuiet(machine);
    expectSound(machine);
    expect(mapsOf(machine)).toHaveLength(2);
    expect(marked).toEqual([]);
  });

  it("before the first look at it: no map is made of it", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    machine.beforeSpawn = ([program]) => {
      if (program === "sg_rtpg" && machine.disks.get("sdb")?.naa === naaOf(0)) replaceSdb(machine);
    };
    await runUntilQuiet(machine);
    expectSound(machine);
    expect(mapsOf(machine)).toHaveLength(2);
    expect(machine.dm.loads).toHaveLength(2);
  });

  it("of a map that stands: the new table never goes live", async () => {
    const machine = await assembled([0]);
    machine.unplug("sdb");
    await runUntilQuiet(machine);
    machine.plug(disk(0, 1));
    const loadsBefore = machine.dm.loads.length;
    atFirst(machine, "load", () => replaceSdb(machine));
    await runUntilQuiet(machine);
    expectSound(machine);
    const first = `3${naaOf(0)}:`;
    expect(machine.dm.loads.slice(loadsBefore).filter((load) => load.startsWith(first))).toEqual([]);
  });
});

describe("a dmsetup that fails", () => {
  it("once: the map is made in the same run", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0, 1]);
    atFirst(machine, "create", () => ({ status: 1, stderr: "Device or resource busy" }));
    machine.settle();
    expect(await run(machine)).toMatchObject({ status: 0 });
    expect(mapsOf(machine)).toHaveLength(2);
  });

  it("always for one LUN: the others of its burst are made, it is tried three times and said once", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0, 1, 2]);
    let tries = 0;
    machine.dm.intercept = (argv, input) => {
      if (argv[1] !== "create" || !input.startsWith(`3${naaOf(0)},`)) return undefined;
      tries += 1;
      return { status: 1, stderr: "table refused" };
    };
    machine.settle();
    const { status, said } = await run(machine);
    expect(status).toBe(0);
    expect(tries).toBe(3);
    expect(mapsOf(machine)).toHaveLength(2);
    expect(said.filter((line) => line.startsWith("error"))).toHaveLength(1);
    expect(machine.hasMarkers()).toBe(false);
  });

  it("by hanging, and leaves an empty map: it is taken away, and the map is made when the LUN comes back", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    atFirst(machine, "create", () => {
      machine.dm.addEmpty(`3${naaOf(0)}`, `mpath-3${naaOf(0)}`);
      return { status: 1, timedOut: true };
    });
    await runUntilQuiet(machine);
    expect(machine.dm.maps).toEqual([]);
    machine.comeBack();
    await runUntilQuiet(machine);
    expectSound(machine);
    expect(mapsOf(machine)).toHaveLength(1);
  });

  it("left an empty map before the run: it goes and a whole one is made", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    machine.dm.addEmpty(`3${naaOf(0)}`, `mpath-3${naaOf(0)}`);
    await runUntilQuiet(machine);
    expectSound(machine);
    expect(mapsOf(machine)).toHaveLength(1);
  });
});

describe("a map that lost its last path", () => {
  it("and was open for a moment is removed in the same run", async () => {
    const machine = await assembled([0]);
    for (const path of [0, 1, 2, 3]) machine.unplug(disk(0, path).dev);
    machine.settle();
    atFirst(machine, "remove", () => ({ status: 1, stderr: "Device or resource busy" }));
    expect(await run(machine)).toMatchObject({ status: 0 });
    expect(mapsOf(machine)).toEqual([]);
  });

  it("and cannot be removed is given up after three tries", async () => {
    const machine = await assembled([0]);
    for (const path of [0, 1, 2, 3]) machine.unplug(disk(0, path).dev);
    machine.settle();
    let tries = 0;
    machine.dm.intercept = (argv) => {
      if (argv[1] !== "remove") return undefined;
      tries += 1;
      return { status: 1, stderr: "Device or resource busy" };
    };
    expect(await run(machine)).toMatchObject({ status: 0 });
    expect(tries).toBe(3);
    expect(machine.hasMarkers()).toBe(false);
    expect(machine.parked()).toEqual(["again-dm-0"]);
  });
});

describe("paths that turn out to be another LUN's", () => {
  it("leave their map before a map of the other LUN is made", async () => {
    const machine = await assembled([0]);
    const { length } = machine.dm.loads;
    for (const path of [2, 3]) {
      const other = disk(0, path, { naa: naaOf(4), serial: "S4" });
      machine.disks.set(other.dev, other);
      for (const [file, content] of diskFiles(other)) {
        if (!file.endsWith("/diskseq")) machine.tree.put(file, content);
      }
      machine.system().write(`/sys/block/${other.dev}/uevent`, "change", "attribute");
    }
    await runUntilQuiet(machine);
    expectSound(machine);
    expect(machine.dm.loads.slice(length).map((load) => load.split(":")[0])).toEqual([
      `3${naaOf(0)}`,
      `3${naaOf(4)}`,
    ]);
  });
});

describe("a LUN that somebody has open exclusively", () => {
  it("is not asked for, not registered and not mapped; once it is free it is", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0], { vendor: "LIO-ORG", product: "disk", claim: "second-path" });
    machine.exclusive.add("/dev/sdc");
    machine.settle();
    await run(machine);
    expect(machine.calls.filter((call) => call.endsWith("/uevent"))).toEqual([]);
    expect(machine.tree.list("/etc/pathplug/luns.d")).toBeUndefined();
    expect(mapsOf(machine)).toEqual([]);
    machine.exclusive.clear();
    await run(machine, undefined, true);
    expect(mapsOf(machine)).toHaveLength(1);
    expectSound(machine);
  });
});

describe("a host that is not ours any more", () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ["another owner", { "/etc/pathplug/owner": "PATHPLUG_OWNER=none\n" }],
    ["multipathd running", { "/run/multipathd.pid": "42\n", "/proc/42/stat": "" }],
  ])(
    "%s: is disarmed, no map is touched, what was claimed for one goes back, and no marker is left",
    async (_, files) => {
      const machine = await assembled([0]);
      const before = mapsOf(machine);
      plugLuns(machine, [1]);
      machine.unplug("sda");
      machine.settle();
      for (const [path, text] of Object.entries(files)) machine.tree.put(path, text);
      expect(await run(machine)).toMatchObject({ status: 0, said: [expect.stringContaining("not-armed")] });
      expect(machine.calls.filter((call) => call.startsWith("dmsetup"))).toEqual([]);
      expect(machine.tree.exists("/run/pathplug/armed")).toBe(false);
      await runUntilQuiet(machine);
      expect(mapsOf(machine)).toEqual(before);
      expect(claimedOf(machine)).toEqual(["sdb", "sdc", "sdd"]);
      expect(machine.hasMarkers()).toBe(false);
    },
  );

  it("gives back what was claimed, too, where somebody runs it by hand before any marker is there", async () => {
    const machine = await assembled([0]);
    plugLuns(machine, [1]);
    machine.settle();
    for (const name of machine.tree.list("/run/pathplug/queue") ?? [])
      machine.tree.remove(`/run/pathplug/queue/${name}`);
    machine.tree.put("/etc/pathplug/owner", "PATHPLUG_OWNER=none\n");
    expect(await run(machine, undefined, true)).toMatchObject({ status: 1 });
    await runUntilQuiet(machine);
    expect(claimedOf(machine)).toEqual(["sda", "sdb", "sdc", "sdd"]);
  });

  it("gives back what an event claims that was under way while it was disarmed", async () => {
    const machine = await assembled([0]);
    plugLuns(machine, [1]);
    machine.settle();
    machine.tree.remove("/run/pathplug/armed");
    machine.tree.put("/etc/pathplug/owner", "PATHPLUG_OWNER=none\n");
    await runUntilQuiet(machine);
    expect(claimedOf(machine)).toEqual(["sda", "sdb", "sdc", "sdd"]);
  });
});

describe("a marker that cannot be", () => {
  it("taken is waited for without spinning, and the others are dealt with", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    machine.settle();
    machine.tree.makeDirectory("/run/pathplug/queue/sdz");
    const system = machine.system();
    let waits = 0;
    const sleep = async (milliseconds: number): Promise<void> => {
      waits += 1;
      if (machine.dm.maps.length === 1 && waits > 100) throw new Killed();
      await system.sleep(milliseconds);
    };
    await expect(assemble({ ...system, sleep }, await shippedProfiles, () => {}, false)).rejects.toThrow(
      Killed,
    );
    expect(mapsOf(machine)).toHaveLength(1);
    expect(machine.now).toBeGreaterThan(5_000);
  });

  it("finished makes the run a failed one", async () => {
    const machine = await assembled([0]);
    machine.tree.put("/run/pathplug/queue/sda", "");
    const system = machine.system();
    const unlink = () => ({ kind: "failed", errno: "EPERM" }) as const;
    expect(await assemble({ ...system, unlink }, await shippedProfiles, () => {}, false)).toBe(1);
  });
});
