import { describe, expect, it } from "vitest";
import { arm } from "../../../worker/boot/arm.ts";
import type { SimulatedDisk, SimulatedMachine } from "../simulated/simulated-machine.ts";
import { SimulatedMachine as Machine } from "../simulated/simulated-machine.ts";
import { hostWithMap, MAP, page83, runRecheck, suspects } from "../simulated/simulated-recheck.ts";
import {
  claimedOf,
  disk,
  expectSound,
  plugLuns,
  run,
  runUntilQuiet,
  shippedProfiles,
} from "../simulated/simulated-run.ts";

/** A LUN that gets a map with its second path. */
const SOFTWARE: Partial<SimulatedDisk> = { vendor: "LIO-ORG", product: "disk", claim: "second-path" };
const LONG = 200_000;

async function pass(machine: SimulatedMachine, milliseconds: number): Promise<void> {
  await machine.system().sleep(milliseconds);
}

/** One path of LUN 0 is there for long; then the second comes. */
async function withLonePath() {
  const machine = new Machine();
  machine.plug(disk(0, 0, SOFTWARE));
  await runUntilQuiet(machine);
  await pass(machine, LONG);
  machine.plug(disk(0, 1, SOFTWARE));
  machine.settle();
  return machine;
}

/** The recheck runs once while a run of the worker waits. */
function withRecheck(machine: SimulatedMachine) {
  const system = machine.system();
  let slept = 0;
  let isKnown = false;
  return {
    ...system,
    sleep: async (milliseconds: number) => {
      await system.sleep(milliseconds);
      slept += milliseconds;
      if (slept < 2_000 || isKnown) return;
      isKnown = true;
      expect(machine.dm.maps.map(({ name }) => name)).not.toContain(MAP);
      await runRecheck(machine);
    },
  };
}

const tables = ({ dm }: SimulatedMachine) => dm.maps.map(({ active }) => active?.text ?? "");

describe("a disk that was there for long before a map is to take it", () => {
  it("is in no table before it has said who it is, and then in the map", async () => {
    const machine = await withLonePath();
    await runUntilQuiet(machine);
    expect(machine.dm.loads.filter((load) => load.includes("8:0 "))).toEqual([]);
    expect(suspects(machine)).toEqual([machine.diskseq("sda")]);
    await runRecheck(machine);
    await runUntilQuiet(machine);
    expect(tables(machine)[0]).toMatch(/8:0 .*8:16 |8:16 .*8:0 /);
    expect(suspects(machine)).toEqual([]);
    expectSound(machine);
  });

  it.each([
    ["takes empty files alone", 1],
    ["takes no file at all", 0],
  ])("is in no table where a /run that is full %s", async (_, marks) => {
    const machine = await withLonePath();
    const system = machine.system();
    const write: typeof system.write = (path, text, how) =>
      path.includes("/suspect/") && (marks === 0 || text !== "")
        ? { kind: "failed", errno: "ENOSPC" }
        : system.write(path, text, how);
    await run(machine, undefined, false, { ...system, write });
    expect(machine.dm.loads.filter((load) => load.includes("8:0 "))).toEqual([]);
    expect(suspects(machine)).toHaveLength(marks);
  });

  it("is waited for, so that its LUN gets its map with it", async () => {
    const machine = await withLonePath();
    await run(machine, undefined, false, withRecheck(machine));
    expect(machine.dm.loads).toHaveLength(1);
    expect(tables(machine)[0]).toMatch(/8:0 .*8:16 |8:16 .*8:0 /);
  });

  it("is not in the map of the LUN that its place led to once, and is not deleted: it may be in use as what it is", async () => {
    const machine = await withLonePath();
    plugLuns(machine, [1]);
    machine.settle();
    const other = page83(machine, "sde");
    let isRead = false;
    machine.answerPage83 = (dev) => (dev === "sda" ? other : page83(machine, dev));
    machine.onRescan = (dev) => {
      isRead ||= dev === "sda";
      if (dev === "sda") machine.tree.put("/sys/block/sda/device/vpd_pg83", other);
    };
    await run(machine, undefined, false, withRecheck(machine));
    await runUntilQuiet(machine);
    expect(isRead).toBe(true);
    expect(machine.calls.filter((call) => call.includes("/device/delete"))).toEqual([]);
    expect(machine.dm.loads.filter((load) => load.includes("8:16 ") && load.includes("8:0 "))).toEqual([]);
    expect(machine.disks.has("sda")).toBe(true);
  });

  it("is identified too where it is claimed, and was no part of the map until another path has gone", async () => {
    const { machine, map } = await hostWithMap();
    plugLuns(machine, [1]);
    machine.plug(disk(0, 0, { dev: "sdx", devt: "65:112" }));
    await runUntilQuiet(machine);
    expect(map.active?.text).not.toContain("65:112");
    await pass(machine, LONG);
    machine.answerPage83 = (dev) => page83(machine, dev === "sdx" ? "sde" : dev);
    machine.unplug("sda");
    await runUntilQuiet(machine);
    expect(machine.dm.loads.filter((load) => load.includes("65:112"))).toEqual([]);
    await runRecheck(machine);
    expect(machine.disks.has("sdx")).toBe(false);
  });

  it("is not asked anew within two minutes of its answer, whatever keeps it from its map meanwhile", async () => {
    const machine = await withLonePath();
    await runUntilQuiet(machine);
    await runRecheck(machine);
    machine.tree.put("/run/pathplug/queue/sda", "");
    await pass(machine, 60_000);
    machine.dm.intercept = (argv) =>
      argv.includes("load") || argv.includes("create") ? { status: 1, stderr: "no" } : undefined;
    await run(machine);
    expect(suspects(machine)).toEqual([]);
  });

  it("is asked once in a run, whatever becomes of its mark: a run ends", async () => {
    const machine = await withLonePath();
    const system = machine.system();
    const { list } = system;
    // Somebody takes the marks away and notes nothing, as a recheck of an earlier release.
    const forgetful = { ...system, list: (path: string) => (path.endsWith("/suspect") ? [] : list(path)) };
    const began = machine.now;
    await run(machine, undefined, false, forgetful);
    expect(machine.now - began).toBeLessThan(20_000);
    expect(machine.dm.maps).toHaveLength(1);
  });

  it("is one, too, that the kernel has read before a boot that took long, though udev sees it for the first time", async () => {
    const machine = new Machine();
    await pass(machine, LONG);
    machine.plug(disk(0, 0, SOFTWARE));
    await arm(machine.system(), await shippedProfiles, () => undefined);
    machine.settle();
    machine.plug(disk(0, 1, SOFTWARE));
    await runUntilQuiet(machine);
    expect(machine.dm.loads.filter((load) => load.includes("8:0 "))).toEqual([]);
    await runRecheck(machine);
    await runUntilQuiet(machine);
    expect(tables(machine)[0]).toMatch(/8:0 .*8:16 |8:16 .*8:0 /);
  });

  it("is claimed with its LUN though it has not answered: a map beside a disk that the system uses is the worse", async () => {
    const machine = await withLonePath();
    await runUntilQuiet(machine);
    expect(claimedOf(machine)).toEqual(["sda", "sdb"]);
  });

  it("leaves no note when it is gone", async () => {
    const machine = await withLonePath();
    await runUntilQuiet(machine);
    await runRecheck(machine);
    const notes = () => machine.tree.list("/run/pathplug/identified") ?? [];
    expect(notes()).toEqual([machine.diskseq("sda")]);
    machine.unplug("sda");
    await runUntilQuiet(machine);
    machine.tree.put("/run/pathplug/recheck/transport", "");
    await runRecheck(machine);
    expect(notes()).toEqual([]);
  });
});
