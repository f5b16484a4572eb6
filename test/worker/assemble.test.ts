import { beforeAll, describe, expect, it } from "vitest";
import type { CompiledProfiles } from "../../core/profile/compiled.ts";
import { assemble } from "../../worker/assemble.ts";
import { diskFiles } from "../machines/disk.ts";
import { compileShipped } from "../vendor-profiles/shipped.ts";
import type { Ran } from "./simulated-dm.ts";
import { type Kill, Killed, type SimulatedDisk, SimulatedMachine } from "./simulated-machine.ts";

let profiles: CompiledProfiles;
beforeAll(async () => {
  profiles = (await compileShipped()).compiled;
});

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** Path `path` (0 to 3) of LUN `lun` (0 to 5): two of its ports are optimized. */
function disk(lun: number, path: number, more: Partial<SimulatedDisk> = {}): SimulatedDisk {
  const index = lun * 4 + path;
  return {
    dev: `sd${LETTERS[index]}`,
    devt: `8:${index * 16}`,
    hctl: `${path}:0:0:${lun}`,
    vendor: "NETAPP",
    product: "LUN C-Mode",
    revision: "9000",
    naa: naaOf(lun),
    serial: `S${lun}`,
    tpg: 1 + (path & 1),
    port: path + 1,
    ...more,
  };
}

function naaOf(lun: number): string {
  return `600a09800000000000000000000000a${lun}`;
}

function plugLuns(
  machine: SimulatedMachine,
  luns: readonly number[],
  more: Partial<SimulatedDisk> = {},
): void {
  for (const path of [0, 1, 2, 3]) for (const lun of luns) machine.plug(disk(lun, path, more));
}

interface Ended {
  readonly kind: "ended" | "killed";
  readonly status?: number;
  readonly said: readonly string[];
}

async function run(machine: SimulatedMachine, kill?: Kill, everything = false): Promise<Ended> {
  const said: string[] = [];
  const journal = (severity: string, text: string): number => said.push(`${severity}: ${text}`);
  try {
    const status = await assemble(machine.system(kill), profiles, journal, everything);
    return { kind: "ended", status, said };
  } catch (reason) {
    if (reason instanceof Killed) return { kind: "killed", said };
    throw reason;
  }
}

/** What the path unit does: a run while markers wait; fails where that does not come to an end. */
async function runUntilQuiet(machine: SimulatedMachine): Promise<readonly string[]> {
  const said: string[] = [];
  machine.settle();
  for (let round = 0; machine.hasMarkers(); round++) {
    if (round === 20) throw new Error("the markers are never drained");
    said.push(...(await run(machine)).said);
    machine.settle();
  }
  return said;
}

/** Every map with its live table, by name. */
function mapsOf({ dm }: SimulatedMachine): readonly string[] {
  return dm.maps.map(({ name, active }) => `${name} ${active?.text}`).sort();
}

/** What must be true of every machine at rest. */
function expectSound(machine: SimulatedMachine): void {
  const { dm, tree, disks } = machine;
  const users = new Map<string, string>();
  for (const { name, uuid, active, inactive } of dm.maps) {
    expect({ name, hasTable: active !== undefined, hasInactive: inactive !== undefined }).toEqual({
      name,
      hasTable: true,
      hasInactive: false,
    });
    for (const [devt, seq] of active?.bound ?? []) {
      const held = [...disks.values()].find(({ dev }) => machine.diskseq(dev) === seq);
      expect(`${devt} mpath-3${held?.naa}`, `path of ${name}`).toBe(`${devt} ${uuid}`);
      expect(users.get(seq), `second map of ${held?.dev}`).toBeUndefined();
      users.set(seq, name);
    }
  }
  expect(machine.hasMarkers()).toBe(false);
  expect(tree.list("/run/pathplug/reload")).toEqual([]);
}

function registryOf({ tree }: SimulatedMachine): Readonly<Record<string, string>> {
  const names = [...(tree.list("/etc/pathplug/luns.d") ?? [])].sort();
  return Object.fromEntries(names.map((name) => [name, tree.text(`/etc/pathplug/luns.d/${name}`) ?? ""]));
}

/** A host that something has happened to; its markers wait. */
interface Scenario {
  readonly title: string;
  readonly prepare: () => Promise<SimulatedMachine>;
  /** Where a path is gone and its map follows already, nothing leads a later run to the LUN: the registry counts it still. */
  readonly mayCountGone?: true;
}

async function assembled(luns: readonly number[]): Promise<SimulatedMachine> {
  const machine = new SimulatedMachine();
  plugLuns(machine, luns);
  await runUntilQuiet(machine);
  return machine;
}

const scenarios: readonly Scenario[] = [
  {
    title: "two LUNs arrive",
    prepare: async () => {
      const machine = new SimulatedMachine();
      plugLuns(machine, [0, 1]);
      return machine;
    },
  },
  {
    title: "LUNs of a product that is claimed from the second path on arrive",
    prepare: async () => {
      const machine = new SimulatedMachine();
      plugLuns(machine, [0, 1], { vendor: "LIO-ORG", product: "disk", claim: "second-path" });
      return machine;
    },
  },
  {
    title: "paths leave two maps and one comes back",
    mayCountGone: true,
    prepare: async () => {
      const machine = await assembled([0, 1]);
      for (const dev of ["sda", "sdb", "sdf"]) machine.unplug(dev);
      machine.settle();
      machine.plug(disk(0, 0));
      return machine;
    },
  },
  {
    title: "a LUN grows",
    prepare: async () => {
      const machine = await assembled([0]);
      for (const dev of ["sda", "sdb", "sdc", "sdd"]) {
        machine.tree.put(`/sys/block/${dev}/size`, "4194304\n");
        machine.system().write(`/sys/block/${dev}/uevent`, "change", "attribute");
      }
      return machine;
    },
  },
  {
    title: "a LUN leaves and another takes its device numbers",
    prepare: async () => {
      const machine = await assembled([0, 1]);
      for (const path of [0, 1, 2, 3]) machine.unplug(disk(0, path).dev);
      machine.settle();
      for (const path of [0, 1, 2, 3]) machine.plug(disk(0, path, { naa: naaOf(5), serial: "S5" }));
      return machine;
    },
  },
];

/** What a scenario comes to when no run is killed. */
async function calmly(prepare: Scenario["prepare"]) {
  const machine = await prepare();
  machine.settle();
  await run(machine);
  const { calls } = machine;
  await runUntilQuiet(machine);
  expectSound(machine);
  expect(machine.dm.cookies.size).toBe(0);
  expect(machine.dm.maps.length).toBeGreaterThan(0);
  return { calls, maps: mapsOf(machine), registry: registryOf(machine) };
}

describe("a run killed at any call, and run again", () => {
  it.each(scenarios)("$title: ends with the same maps", async ({ prepare, mayCountGone }) => {
    const { calls, maps, registry } = await calmly(prepare);
    // Killed after one call is killed before the next.
    const kills: Kill[] = calls.map((_, index) => ({ at: index + 1, when: "after" }));
    for (const kill of [{ at: 1, when: "before" } as const, ...kills]) {
      const machine = await prepare();
      machine.settle();
      const call = calls[kill.at - 1];
      const where = `killed ${kill.when} call ${kill.at}: ${call}`;
      expect((await run(machine, kill)).kind, where).toBe("killed");
      await runUntilQuiet(machine);
      expect(mapsOf(machine), where).toEqual(maps);
      if (mayCountGone === undefined) expect(registryOf(machine), where).toEqual(registry);
      // A cookie that the run was killed over, before it could write it down, cannot be found again.
      expect(machine.dm.cookies.size, where).toBe(call === "dmsetup udevcreatecookie" ? 1 : 0);
      expectSound(machine);
    }
  });
});

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

describe("a number that another disk got while a table was made", () => {
  it("of a new map: the map is taken away and made of what is there", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0, 1]);
    atFirst(machine, "create", () => replaceSdb(machine));
    expect((await runUntilQuiet(machine)).join("\n")).toContain("sdb changed while the table was made");
    expectSound(machine);
    expect(mapsOf(machine)).toHaveLength(3);
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
    expect(status).toBe(1);
    expect(tries).toBe(3);
    expect(mapsOf(machine)).toHaveLength(2);
    expect(said.filter((line) => line.startsWith("error"))).toHaveLength(1);
    expect(machine.hasMarkers()).toBe(false);
  });

  it("by hanging, and leaves an empty map: the map is made all the same", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    atFirst(machine, "create", () => {
      machine.dm.addEmpty(`3${naaOf(0)}`, `mpath-3${naaOf(0)}`);
      return { status: 1, timedOut: true };
    });
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
  ])("%s: is disarmed, no map is touched, and no marker is left", async (_, files) => {
    const machine = await assembled([0]);
    const before = mapsOf(machine);
    plugLuns(machine, [1]);
    machine.unplug("sda");
    machine.settle();
    for (const [path, text] of Object.entries(files)) machine.tree.put(path, text);
    expect(await run(machine)).toMatchObject({ status: 0, said: [expect.stringContaining("not-armed")] });
    expect(machine.calls.filter((call) => call.startsWith("dmsetup"))).toEqual([]);
    expect(machine.tree.exists("/run/pathplug/armed")).toBe(false);
    expect(mapsOf(machine)).toEqual(before);
    expect(machine.hasMarkers()).toBe(false);
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
    await expect(assemble({ ...system, sleep }, profiles, () => {}, false)).rejects.toThrow(Killed);
    expect(mapsOf(machine)).toHaveLength(1);
    expect(machine.now).toBeGreaterThan(5_000);
  });

  it("finished makes the run a failed one", async () => {
    const machine = await assembled([0]);
    machine.tree.put("/run/pathplug/queue/sda", "");
    const system = machine.system();
    const unlink = () => ({ kind: "failed", errno: "EPERM" }) as const;
    expect(await assemble({ ...system, unlink }, profiles, () => {}, false)).toBe(1);
  });
});
