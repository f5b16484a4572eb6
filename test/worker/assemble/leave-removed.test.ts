import { describe, expect, it } from "vitest";
import { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { page83, runRecheck, suspects } from "../simulated/simulated-recheck.ts";
import {
  assembled,
  disk,
  expectSound,
  naaOf,
  plugLuns,
  run,
  runUntilQuiet,
} from "../simulated/simulated-run.ts";

const MAP = `3${naaOf(0)}`;

function removeByHand(machine: SimulatedMachine): void {
  machine.dm.run(["dmsetup", "remove", MAP], "");
}

/** An event of a disk that nothing has become of, as `udevadm trigger` makes it. */
async function look(machine: SimulatedMachine): Promise<readonly string[]> {
  machine.system().write("/sys/block/sda/uevent", "change", "attribute");
  return await runUntilQuiet(machine);
}

const hasMap = ({ dm }: SimulatedMachine): boolean => dm.maps.some(({ name }) => name === MAP);

describe("a map that was removed by others while its disks stay", () => {
  it("is not made again by events, which is said once", async () => {
    const machine = await assembled([0, 1]);
    removeByHand(machine);
    const said = await look(machine);
    expect(said.filter((line) => line.includes(`${MAP} was removed, and not by pathplug`))).toHaveLength(1);
    expect(await look(machine)).toEqual([]);
    expect(machine.dm.maps).toHaveLength(1);
    expect(machine.tree.list("/run/pathplug/removed")).toEqual([MAP]);
    expectSound(machine);
  });

  it.each<readonly [string, (machine: SimulatedMachine) => unknown]>([
    [
      "a path that is plugged in again",
      (machine) => {
        machine.unplug("sdb");
        machine.plug(disk(0, 1));
      },
    ],
    [
      "all paths plugged in again",
      (machine) => {
        for (const dev of ["sda", "sdb", "sdc", "sdd"]) machine.unplug(dev);
        plugLuns(machine, [0]);
      },
    ],
    ["`assemble` by hand", (machine) => run(machine, undefined, true)],
  ])("is made again by %s", async (_, happen) => {
    const machine = await assembled([0]);
    removeByHand(machine);
    await look(machine);
    await happen(machine);
    await runUntilQuiet(machine);
    await runRecheck(machine);
    await runUntilQuiet(machine);
    expect(hasMap(machine)).toBe(true);
    expect(machine.tree.list("/run/pathplug/removed")).toEqual([]);
  });

  it("is not made again over a disk that has become another LUN meanwhile, of which nothing has told", async () => {
    const machine = await assembled([0]);
    removeByHand(machine);
    await look(machine);
    plugLuns(machine, [1]);
    await runUntilQuiet(machine);
    machine.answerPage83 = (dev) => page83(machine, dev === "sdb" ? "sde" : dev);
    await run(machine, undefined, true);
    await runRecheck(machine);
    await runUntilQuiet(machine);
    const map = machine.dm.maps.find(({ name }) => name === `3${naaOf(0)}`);
    expect(map?.active?.text).toContain("8:0");
    expect(map?.active?.text).not.toContain("8:16");
    expect(machine.disks.has("sdb")).toBe(false);
  });

  it("is made again by a new path that comes before anybody has looked", async () => {
    const machine = new SimulatedMachine();
    for (const path of [0, 1, 2]) machine.plug(disk(0, path));
    await runUntilQuiet(machine);
    removeByHand(machine);
    machine.plug(disk(0, 3));
    await runUntilQuiet(machine);
    expect(hasMap(machine)).toBe(true);
  });
});

describe("a removed map of a LUN that has a disk which the map would not take", () => {
  async function removed(refuse: (machine: SimulatedMachine) => void): Promise<SimulatedMachine> {
    const machine = await assembled([0, 1]);
    refuse(machine);
    await look(machine);
    removeByHand(machine);
    await look(machine);
    return machine;
  }
  const size = (machine: SimulatedMachine, sectors: number): void =>
    machine.tree.put("/sys/block/sdx/size", `${sectors}\n`);
  const plugSmaller = (machine: SimulatedMachine): void => {
    machine.plug(disk(0, 4, { dev: "sdx", devt: "65:112" }));
    size(machine, 1_048_576);
  };

  it("is not made again when the size is right that it was refused for", async () => {
    const machine = await removed(plugSmaller);
    size(machine, 2_097_152);
    expect(await look(machine)).toEqual([]);
    expect([hasMap(machine), suspects(machine)]).toEqual([false, []]);
  });

  it("is not made again, over another LUN, when the disk goes that was at the same port before it", async () => {
    const machine = await removed((one) =>
      one.plug(disk(0, 0, { dev: "sdx", devt: "65:112", hctl: "0:0:0:9" })),
    );
    machine.answerPage83 = (dev) => page83(machine, dev === "sdx" ? "sde" : dev);
    machine.unplug("sda");
    await runUntilQuiet(machine);
    machine.system().write("/sys/block/sdb/uevent", "change", "attribute");
    await runUntilQuiet(machine);
    expect(hasMap(machine)).toBe(false);
  });

  it("has it identified, too, when it is wanted again", async () => {
    const machine = await removed(plugSmaller);
    size(machine, 2_097_152);
    await run(machine, undefined, true);
    expect(suspects(machine)).toContain(machine.diskseq("sdx"));
    await runRecheck(machine);
    await runUntilQuiet(machine);
    expect([hasMap(machine), suspects(machine)]).toEqual([true, []]);
  });

  it("is not made again by a disk that comes and is refused", async () => {
    const machine = await assembled([0]);
    removeByHand(machine);
    await look(machine);
    machine.plug(disk(0, 0, { dev: "sdx", devt: "65:112", hctl: "0:0:0:9" }));
    await runUntilQuiet(machine);
    expect(hasMap(machine)).toBe(false);
  });
});

describe("a map that the worker removed itself", () => {
  it("because its last path had gone is made again when the paths come back", async () => {
    const machine = await assembled([0]);
    for (const dev of ["sda", "sdb", "sdc", "sdd"]) machine.unplug(dev);
    await runUntilQuiet(machine);
    expect(hasMap(machine)).toBe(false);
    plugLuns(machine, [0]);
    await runUntilQuiet(machine);
    expect(hasMap(machine)).toBe(true);
  });
});

describe("where the kernel gives no diskseq", () => {
  it("nothing is taken for removed, as nobody can tell new disks from old ones", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    await runUntilQuiet(machine);
    for (const dev of ["sda", "sdb", "sdc", "sdd"]) machine.tree.remove(`/sys/block/${dev}/diskseq`);
    removeByHand(machine);
    const said = await look(machine);
    expect(said.some((line) => line.includes("was removed"))).toBe(false);
    expect(machine.tree.list("/run/pathplug/removed")).toEqual([]);
  });
});
