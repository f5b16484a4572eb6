import { describe, expect, it } from "vitest";
import { assemble } from "../../../worker/assemble/assemble.ts";
import { SimulatedMachine } from "../simulated/simulated-machine.ts";
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

const allOf = (lun: number) => [0, 1, 2, 3].map((path) => `again-${disk(lun, path).dev}`);
const BACK_OFF = "/run/pathplug/back-off";

/** LUN 0 fails or hangs whenever its map is made. */
function breakLun0(machine: SimulatedMachine, ran: { timedOut?: true } = {}): string[][] {
  const tried: string[][] = [];
  machine.dm.intercept = ([, command], input) => {
    if (command !== "create") return undefined;
    const names = [...input.matchAll(/(?:^|;)(3[0-9a-f]+),/g)].map(([, name = ""]) => name);
    tried.push(names);
    return names[0] === `3${naaOf(0)}` ? { status: 1, stderr: "refused", ...ran } : undefined;
  };
  return tried;
}

describe("a LUN that cannot be finished", () => {
  it("is parked with all its disks, the run ends well, and it is made when it comes back and can be", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0, 1]);
    breakLun0(machine);
    machine.settle();
    const { status, said } = await run(machine);
    expect(status).toBe(0);
    expect(machine.hasMarkers()).toBe(false);
    expect(machine.parked()).toEqual(allOf(0));
    expect(said.at(-1)).toBe(`note: 3${naaOf(0)} is parked, to be tried again in a while`);
    machine.dm.intercept = () => undefined;
    machine.comeBack();
    await runUntilQuiet(machine);
    expect(mapsOf(machine)).toHaveLength(2);
    expect(machine.parked()).toEqual([]);
    expectSound(machine);
  });

  it("is a failure for who asked for everything", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0, 1]);
    breakLun0(machine);
    machine.settle();
    expect(await run(machine, undefined, true)).toMatchObject({ status: 1 });
    expect(machine.parked()).toEqual(allOf(0));
  });

  it("is tried at once when one of its disks has an event, and then is parked no more", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    breakLun0(machine);
    await runUntilQuiet(machine);
    machine.dm.intercept = () => undefined;
    machine.system().write("/sys/block/sdb/uevent", "change", "attribute");
    await runUntilQuiet(machine);
    expect(mapsOf(machine)).toHaveLength(1);
    // Only the disk that was looked at is known to be done with; the others come once more.
    machine.comeBack();
    await runUntilQuiet(machine);
    expect(machine.parked()).toEqual([]);
  });

  it("keeps the back-off growing while others come and go, and ends it when nothing is parked", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    breakLun0(machine);
    await runUntilQuiet(machine);
    machine.tree.put(BACK_OFF, "40\n");
    plugLuns(machine, [1]);
    await runUntilQuiet(machine);
    expect(machine.tree.text(BACK_OFF)).toBe("40\n");
    machine.dm.intercept = () => undefined;
    machine.comeBack();
    await runUntilQuiet(machine);
    expect(machine.tree.exists(BACK_OFF)).toBe(false);
  });

  it("whose map has lost all its disks is found by the map's name", async () => {
    const machine = await assembled([0]);
    for (const path of [0, 1, 2, 3]) machine.unplug(disk(0, path).dev);
    machine.settle();
    machine.dm.intercept = ([, command]) =>
      command === "remove" ? { status: 1, stderr: "busy" } : undefined;
    await run(machine);
    expect(machine.parked()).toEqual(["again-dm-0"]);
    machine.dm.intercept = () => undefined;
    machine.comeBack();
    await runUntilQuiet(machine);
    expect(machine.dm.maps).toEqual([]);
    expect(machine.parked()).toEqual([]);
  });
});

describe("a LUN that hangs", () => {
  it("is tried once, said with its code and parked; the others of its burst are made in the same run", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0, 1, 2]);
    const tried = breakLun0(machine, { timedOut: true });
    machine.settle();
    const { status, said } = await run(machine);
    expect(status).toBe(0);
    expect(tried.filter(([first]) => first === `3${naaOf(0)}`)).toHaveLength(1);
    expect(said.filter((line) => line.startsWith("error: lun-hangs: "))).toHaveLength(1);
    expect(machine.parked()).toEqual(allOf(0));
    expect(mapsOf(machine)).toHaveLength(2);
  });

  it("comes last in the next run, also by an event of its own", async () => {
    for (const again of [(machine: SimulatedMachine) => machine.comeBack(), () => undefined]) {
      const machine = new SimulatedMachine();
      plugLuns(machine, [0]);
      const tried = breakLun0(machine, { timedOut: true });
      await runUntilQuiet(machine);
      tried.length = 0;
      again(machine);
      machine.system().write("/sys/block/sda/uevent", "change", "attribute");
      plugLuns(machine, [1, 2]);
      machine.settle();
      await run(machine);
      expect(tried).toEqual([[`3${naaOf(1)}`, `3${naaOf(2)}`], [`3${naaOf(0)}`]]);
      expect(mapsOf(machine)).toHaveLength(2);
    }
  });

  it("leaves little time to those that hang as well", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0, 1, 2, 3]);
    machine.settle();
    const limits: number[] = [];
    const system = machine.system();
    machine.dm.intercept = ([, command]) =>
      command === "create" ? { status: 1, timedOut: true } : undefined;
    await run(machine, undefined, false, {
      ...system,
      spawn: async (argv, options) => {
        if (argv[1] === "create") limits.push(options.timeoutMs);
        return await system.spawn(argv, options);
      },
    });
    expect(limits).toEqual([33_000, 5_000, 5_000, 5_000]);
    expect(machine.parked()).toHaveLength(16);
  });

  it("when it is asked for its states gets its map from what the kernel knows, and is asked again later", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0, 1], { tpgs: 1 });
    for (const path of [0, 1, 2, 3]) machine.silent.add(`/dev/${disk(0, path).dev}`);
    machine.settle();
    const { said } = await run(machine);
    expect(said.filter((line) => line.startsWith("error: lun-hangs: "))).toHaveLength(1);
    expect(mapsOf(machine)).toHaveLength(2);
    expect(machine.parked()).toEqual(allOf(0));
    machine.silent.clear();
    machine.comeBack();
    await runUntilQuiet(machine);
    expect(machine.parked()).toEqual([]);
  });
});

describe("a run that stands back", () => {
  it("leaves no marker anywhere", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    breakLun0(machine);
    await runUntilQuiet(machine);
    machine.system().write("/sys/block/sda/uevent", "change", "attribute");
    machine.settle();
    machine.tree.put("/etc/pathplug/owner", "PATHPLUG_OWNER=none\n");
    await runUntilQuiet(machine);
    expect(machine.hasMarkers()).toBe(false);
    expect(machine.parked()).toEqual([]);
  });
});

describe("a host that was disarmed because no run worked", () => {
  const GIVEN_UP = "/run/pathplug/disarmed-by-failure";

  async function givenUp(files: Readonly<Record<string, string>> = {}): Promise<SimulatedMachine> {
    const machine = await assembled([0]);
    machine.tree.remove("/run/pathplug/armed");
    machine.tree.put(GIVEN_UP, "");
    machine.tree.put("/run/pathplug/queue/all", "");
    plugLuns(machine, [1]);
    machine.settle();
    for (const [path, text] of Object.entries(files)) machine.tree.put(path, text);
    return machine;
  }

  it("is armed again by the first run that works, and every disk is looked at", async () => {
    const machine = await givenUp();
    await runUntilQuiet(machine);
    expect(machine.tree.exists("/run/pathplug/armed")).toBe(true);
    expect(machine.tree.exists(GIVEN_UP)).toBe(false);
    expect(mapsOf(machine)).toHaveLength(2);
    expectSound(machine);
  });

  it("is tried again where arming fails: the run has failed, and nothing is taken off the queue", async () => {
    const machine = await givenUp();
    const system = machine.system();
    const full: typeof system = {
      ...system,
      write: (path, content, mode) =>
        path.endsWith("/armed") ? { kind: "failed", errno: "ENOSPC" } : system.write(path, content, mode),
    };
    expect(await run(machine, undefined, false, full)).toMatchObject({ status: 1 });
    expect(machine.tree.exists(GIVEN_UP)).toBe(true);
    expect(machine.tree.exists("/run/pathplug/queue/all")).toBe(true);
    await runUntilQuiet(machine);
    expect(mapsOf(machine)).toHaveLength(2);
  });

  it("is not armed where multipathd runs meanwhile, and is not asked again", async () => {
    const machine = await givenUp({ "/run/multipathd.pid": "42\n", "/proc/42/stat": "" });
    await runUntilQuiet(machine);
    expect(machine.tree.exists("/run/pathplug/armed")).toBe(false);
    expect(machine.tree.exists(GIVEN_UP)).toBe(false);
    expect(mapsOf(machine)).toHaveLength(1);
  });

  it("is looked at anew when the run that armed it was killed", async () => {
    const machine = await givenUp();
    machine.tree.remove("/run/pathplug/queue/all");
    let at = 0;
    while (!machine.tree.exists("/run/pathplug/armed")) await run(machine, { at: ++at, when: "after" });
    await run(machine);
    expect(mapsOf(machine)).toHaveLength(2);
  });
});

describe("a host that is disarmed while a run is at work, for the next to arm it", () => {
  const LEFT_DISARMED = "/run/pathplug/disarmed-by-failure";

  /** What pathplug-disarmed.service does. */
  function refuse({ tree }: SimulatedMachine): void {
    tree.remove(LEFT_DISARMED);
    tree.remove("/run/pathplug/armed");
    tree.put(LEFT_DISARMED, "");
    tree.put("/run/pathplug/queue/all", "");
  }

  /** Runs all that waits; as the first map is made, the host is disarmed. */
  async function refusedWithin(machine: SimulatedMachine): Promise<void> {
    machine.beforeSpawn = (argv) => {
      if (argv[1] !== "create") return;
      machine.beforeSpawn = () => {};
      refuse(machine);
      plugLuns(machine, [1]);
    };
    await runUntilQuiet(machine);
  }

  function expectArmed(machine: SimulatedMachine): void {
    expect(machine.tree.exists("/run/pathplug/armed")).toBe(true);
    expect(machine.tree.exists(LEFT_DISARMED)).toBe(false);
    expect(mapsOf(machine)).toHaveLength(2);
    expectSound(machine);
  }

  it.each([
    ["that found the host armed", () => {}],
    ["that had to arm the host itself", refuse],
  ])("is armed by the next run, where a run %s is at work and takes the marker", async (_, before) => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    machine.settle();
    before(machine);
    await refusedWithin(machine);
    expectArmed(machine);
  });

  it("keeps its marker and note where a run that waited for the lock meanwhile finds it so", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0, 1]);
    machine.settle();
    refuse(machine);
    // Past the launcher, which had looked before.
    await assemble(machine.system(), await shippedProfiles, () => {}, false);
    expect(mapsOf(machine)).toEqual([]);
    expect(machine.tree.exists("/run/pathplug/queue/all")).toBe(true);
    expect(machine.tree.exists(LEFT_DISARMED)).toBe(true);
    await runUntilQuiet(machine);
    expectArmed(machine);
  });

  it("keeps them, too, where they come while a run drops what waits on a host that nobody has armed", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0, 1]);
    machine.settle();
    machine.tree.remove("/run/pathplug/armed");
    const system = machine.system();
    const list: typeof system.list = (path) => {
      if (path === "/run/pathplug/queue") refuse(machine);
      return system.list(path);
    };
    await assemble({ ...system, list }, await shippedProfiles, () => {}, false, false, true);
    await runUntilQuiet(machine);
    expectArmed(machine);
  });

  it("leaves them where it has waited for the lock meanwhile: what was claimed is to be given back before they go", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0, 1]);
    machine.settle();
    machine.tree.remove("/run/pathplug/armed");
    machine.tree.remove("/etc/pathplug/owner");
    // As it was when the launcher looked.
    await assemble(machine.system(), await shippedProfiles, () => {}, false);
    expect(machine.hasMarkers()).toBe(true);
    await runUntilQuiet(machine);
    expect(claimedOf(machine)).toEqual([]);
  });
});

describe("a marker for every disk", () => {
  it("has all of them looked at, those without a marker too", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0, 1]);
    machine.settle();
    for (const name of machine.tree.list("/run/pathplug/queue") ?? [])
      machine.tree.remove(`/run/pathplug/queue/${name}`);
    machine.tree.put("/run/pathplug/queue/all", "");
    await runUntilQuiet(machine);
    expect(mapsOf(machine)).toHaveLength(2);
  });
});
