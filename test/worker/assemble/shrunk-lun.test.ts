import { describe, expect, it } from "vitest";
import { rtpgOf } from "../../machines/disk.ts";
import type { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { assembled, disk, mapsOf, run, runUntilQuiet } from "../simulated/simulated-run.ts";

const ALL = ["sda", "sdb", "sdc", "sdd"];
const LARGE = "2097152";
const SMALL = "1048576";

/** The kernel has read these disks anew, and udev has heard of it. */
function resize(machine: SimulatedMachine, sectors: string, devs: readonly string[] = ALL): void {
  for (const dev of devs) {
    machine.tree.put(`/sys/block/${dev}/size`, `${sectors}\n`);
    machine.system().write(`/sys/block/${dev}/uevent`, "change", "attribute");
  }
  machine.settle();
}
const aboutSize = (said: readonly string[]) => said.filter((line) => line.includes("size-kept"));
const asked = ({ calls }: SimulatedMachine) => calls.filter((call) => call.includes("/uevent"));
const isMarked = (machine: SimulatedMachine) =>
  machine.tree.exists(`/run/pathplug/shrunk/${machine.dm.maps[0]?.uuid}`);

describe("a LUN that has shrunk", () => {
  it("is told of, and its map stays as it is, also when a disk goes", async () => {
    const machine = await assembled([0]);
    const before = mapsOf(machine);
    resize(machine, SMALL);
    expect(aboutSize((await run(machine)).said)).toEqual([
      expect.stringContaining(`all its paths have shrunk to ${SMALL} sectors`),
    ]);
    machine.unplug("sda");
    machine.settle();
    expect((await run(machine)).said.join()).not.toContain("table-refused");
    expect(mapsOf(machine)).toEqual(before);
  });

  it("is told of once, and udev keeps away from its map until it has grown back", async () => {
    const machine = await assembled([0]);
    resize(machine, SMALL);
    await run(machine);
    expect(isMarked(machine)).toBe(true);
    expect(aboutSize((await run(machine)).said)).toEqual([]);
    resize(machine, LARGE);
    await run(machine);
    expect(isMarked(machine)).toBe(false);
    expect(asked(machine)).toEqual([`write /sys/block/dm-${machine.dm.maps[0]?.minor}/uevent`]);
  });

  it.each<[string, (machine: SimulatedMachine) => void]>([
    ["a disk of another LUN is looked at", (machine) => resize(machine, LARGE, ["sde"])],
    ["one of its disks goes", (machine) => machine.unplug("sda")],
  ])("is kept from udev while %s", async (_, happen) => {
    const machine = await assembled([0, 1]);
    resize(machine, SMALL);
    await runUntilQuiet(machine);
    happen(machine);
    machine.settle();
    await run(machine);
    expect(asked(machine)).toEqual([]);
    expect(isMarked(machine)).toBe(true);
  });

  it("keeps all its paths while they are read anew one after the other", async () => {
    const machine = await assembled([0]);
    const before = mapsOf(machine);
    for (const dev of ALL) {
      resize(machine, SMALL, [dev]);
      await runUntilQuiet(machine);
    }
    expect(mapsOf(machine)).toEqual(before);
  });

  it("is not left with a dead path alone, whose size nobody can read anew", async () => {
    const machine = await assembled([0]);
    const before = mapsOf(machine);
    machine.tree.put("/sys/block/sdd/device/state", "transport-offline\n");
    machine.dm.maps[0]?.failed.add(disk(0, 3).devt);
    resize(machine, SMALL, ["sda", "sdb", "sdc"]);
    await runUntilQuiet(machine);
    expect(mapsOf(machine)).toEqual(before);
  });

  it("that has grown back gets its new paths, though a dead one has never been read anew", async () => {
    const machine = await assembled([0]);
    machine.tree.put("/sys/block/sda/device/state", "offline\n");
    machine.dm.maps[0]?.failed.add(disk(0, 0).devt);
    resize(machine, SMALL, ["sda"]);
    await runUntilQuiet(machine);
    for (const dev of ["sdb", "sdc", "sdd"]) machine.unplug(dev);
    await runUntilQuiet(machine);
    for (const [at, dev] of ["sdx", "sdy", "sdz"].entries())
      machine.plug(disk(0, at + 1, { dev, devt: `65:${at + 1}` }));
    await runUntilQuiet(machine);
    expect([...(machine.dm.maps[0]?.active?.bound.keys() ?? [])].sort()).toEqual(["65:1", "65:2", "65:3"]);
    expect(isMarked(machine)).toBe(false);
  });
});

describe("paths that could not tell their size when they were read anew", () => {
  it("stay in their map", async () => {
    const machine = await assembled([0]);
    const before = mapsOf(machine);
    const second = (state: number) => () =>
      rtpgOf([
        { group: 1, state: 0 },
        { group: 2, state },
      ]);
    machine.answerRtpg = second(3);
    resize(machine, "0", ["sdb", "sdd"]);
    await runUntilQuiet(machine);
    machine.answerRtpg = second(1);
    resize(machine, LARGE, ["sda"]);
    await runUntilQuiet(machine);
    expect(mapsOf(machine)).toEqual(before);
  });
});

describe("a map whose last path goes while its LUN has others that may come back to it", () => {
  /** Two paths are out of the table because they may be another LUN; the others go. */
  async function orphaned(open: number): Promise<SimulatedMachine> {
    const machine = await assembled([0]);
    const [map] = machine.dm.maps;
    if (map !== undefined) map.open = open;
    for (const path of [0, 1]) {
      const { dev, devt } = disk(0, path);
      const seq = machine.diskseq(dev);
      machine.tree.put(`/run/pathplug/suspect/${seq}`, "REPORTED_LUNS_DATA_HAS_CHANGED\n");
      map?.failed.add(devt);
    }
    // Something that makes a new table.
    machine.plug(disk(0, 3, { dev: "sdz", devt: "65:0", hctl: "7:0:0:0", port: 9 }));
    await runUntilQuiet(machine);
    for (const dev of ["sdc", "sdd", "sdz"]) machine.unplug(dev);
    await runUntilQuiet(machine);
    return machine;
  }

  it("goes where they are dead and nobody uses it", async () => {
    const machine = await assembled([0]);
    for (const dev of ["sda", "sdb"]) {
      machine.tree.put(`/run/pathplug/suspect/${machine.diskseq(dev)}`, "REPORTED_LUNS_DATA_HAS_CHANGED\n");
      machine.tree.put(`/sys/block/${dev}/device/state`, "offline\n");
    }
    machine.plug(disk(0, 3, { dev: "sdz", devt: "65:0", hctl: "7:0:0:0", port: 9 }));
    await runUntilQuiet(machine);
    for (const dev of ["sdc", "sdd", "sdz"]) machine.unplug(dev);
    await runUntilQuiet(machine);
    expect(mapsOf(machine)).toEqual([]);
  });

  it.each([0, 1])("goes on queueing, and gets them when they are identified: open %i times", async (open) => {
    const machine = await orphaned(open);
    expect(machine.dm.maps[0]?.active?.table.features).toContain("queue_if_no_path");
    for (const dev of ["sda", "sdb"]) {
      machine.tree.remove(`/run/pathplug/suspect/${machine.diskseq(dev)}`);
      machine.tree.put(`/run/pathplug/queue/${dev}`, "");
    }
    await runUntilQuiet(machine);
    expect([...(machine.dm.maps[0]?.active?.bound.keys() ?? [])].sort()).toEqual(["8:0", "8:16"]);
    expect(machine.dm.loads.filter((line) => !line.includes("queue_if_no_path"))).toEqual([]);
  });
});
