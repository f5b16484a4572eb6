import { describe, expect, it } from "vitest";
import type { SimulatedMap } from "../simulated/simulated-dm.ts";
import {
  hostWithMap,
  MAP,
  page83,
  runRecheck,
  suspect,
  suspects,
  UA,
} from "../simulated/simulated-recheck.ts";
import { assembled, disk, run, runUntilQuiet } from "../simulated/simulated-run.ts";

describe("the worker, of a path that may be another LUN now,", () => {
  it("leaves the map as it is until that is known", async () => {
    const { machine, fail } = await hostWithMap();
    machine.unplug("sdd");
    await runUntilQuiet(machine);
    suspect(machine, "sdb");
    fail("sdb");
    machine.plug(disk(0, 3));
    machine.settle();
    const loads = machine.dm.loads.length;
    const system = machine.system();
    let slept = 0;
    let during = 0;
    const known = {
      ...system,
      sleep: async (milliseconds: number) => {
        await system.sleep(milliseconds);
        slept += milliseconds;
        if (suspects(machine).length > 0) during = machine.dm.loads.length - loads;
        if (slept > 3_000) machine.tree.remove(`/run/pathplug/suspect/${machine.diskseq("sdb")}`);
      },
    };
    await run(machine, undefined, false, known);
    expect(during).toBe(0);
    expect(machine.dm.loads.at(-1)).toMatch(/8:16.*8:48/);
  });

  it("has it leave the map with a path that is gone", async () => {
    const { machine, fail } = await hostWithMap();
    suspect(machine, "sdb");
    fail("sdb");
    machine.unplug("sdd");
    machine.settle();
    await run(machine);
    expect(machine.dm.loads.at(-1)).not.toMatch(/8:16|8:48/);
  });

  it("takes none into a table that is refused besides", async () => {
    const { machine, fail } = await hostWithMap();
    machine.tree.put("/sys/block/sdb/device/vpd_pg80", Uint8Array.from([0, 0x80, 0, 2, 0x5a, 0x39]));
    for (const dev of ["sda", "sdb"]) suspect(machine, dev);
    fail("sda", "sdb");
    machine.unplug("sdd");
    machine.settle();
    const before = machine.dm.loads.length;
    await run(machine);
    const loads = machine.dm.loads.slice(before);
    expect(loads).not.toEqual([]);
    expect(loads.filter((load) => load.includes("8:16"))).toEqual([]);
  });

  it("has a path identified that was away when its map was made, before it joins: it may be another LUN's by then", async () => {
    const machine = await assembled([0, 1]);
    for (const dev of ["sda", "sdb", "sdc", "sdd"]) machine.unplug(dev);
    await runUntilQuiet(machine);
    for (const path of [0, 1, 2, 3]) machine.plug(disk(0, path));
    const state = "/sys/block/sdb/device/state";
    machine.tree.put(state, "transport-offline\n");
    await runUntilQuiet(machine);
    const map = machine.dm.maps.find(({ name }) => name === MAP);
    expect(map?.active?.text).not.toContain("8:16");
    machine.tree.put(state, "running\n");
    machine.answerPage83 = (dev) => page83(machine, dev === "sdb" ? "sde" : dev);
    machine.tree.put("/run/pathplug/queue/sda", "");
    await runUntilQuiet(machine);
    expect(map?.active?.text).not.toContain("8:16");
    await runRecheck(machine);
    expect(machine.disks.has("sdb")).toBe(false);
    expect(suspects(machine)).toEqual([]);
  });

  it("has one that was away join as soon as it has been identified, though nothing tells that it is back", async () => {
    const { machine, map } = await hostWithMap();
    const state = "/sys/block/sdb/device/state";
    machine.unplug("sdb");
    await runUntilQuiet(machine);
    machine.plug(disk(0, 1));
    machine.tree.put(state, "transport-offline\n");
    await runUntilQuiet(machine);
    expect(map.active?.text).not.toContain("8:16");
    await runRecheck(machine, { 5000: () => machine.tree.put(state, "running\n") });
    await runUntilQuiet(machine);
    expect(map.active?.text).toContain("8:16");
  });

  it.each([
    ["has failed", ["8:16"], (map: SimulatedMap) => map.failed.add("8:16")],
    ["has come back", [], (map: SimulatedMap) => map.failed.delete("8:32")],
  ] as const)("goes by what %s since the machine was read", async (_, failed, happen) => {
    const { machine, map, fail } = await hostWithMap();
    if (failed.length === 0) fail("sdc");
    machine.unplug("sdd");
    machine.settle();
    machine.beforeSpawn = (argv) => {
      if (argv[1] === "load") happen(map);
    };
    await run(machine);
    expect([...map.failed]).toEqual(failed);
  });

  it.each(["resume", "create"])(
    "fails it again that has told just before the %s of its table",
    async (verb) => {
      const { machine } = await hostWithMap();
      if (verb === "create") machine.dm.maps.pop();
      machine.unplug("sdd");
      machine.settle();
      machine.tree.remove("/run/pathplug/made");
      machine.dm.intercept = (argv) => {
        // The map that the rule's program sends its messages to has another table, or is not there.
        if (argv.includes(verb) && suspects(machine).length === 0)
          machine.tree.put(`/run/pathplug/suspect/${machine.diskseq("sdb")}`, `${UA}\n`);
        return undefined;
      };
      machine.tree.put("/run/pathplug/queue/sda", "");
      const before = machine.dm.loads.length;
      await run(machine);
      expect(machine.dm.loads[before]).toContain("8:16");
      expect(machine.dm.messages).toEqual([`${MAP} queue_if_no_path`, `${MAP} fail_path 8:16`]);
    },
  );

  it("goes on without it where that lasts, and takes it back when it is known", async () => {
    const { machine, fail } = await hostWithMap();
    suspect(machine, "sdb");
    fail("sdb");
    machine.unplug("sdd");
    machine.settle();
    await run(machine);
    expect(machine.dm.loads.at(-1)).not.toContain("8:16");
    machine.tree.remove(`/run/pathplug/suspect/${machine.diskseq("sdb")}`);
    machine.tree.put("/run/pathplug/queue/sdb", "");
    await runUntilQuiet(machine);
    expect(machine.dm.loads.at(-1)).toContain("8:16");
  });

  it("loads no table where all paths may be others", async () => {
    const { machine, fail } = await hostWithMap();
    const devs = ["sda", "sdb", "sdc", "sdd"];
    for (const dev of devs) suspect(machine, dev);
    fail(...devs);
    const loads = machine.dm.loads.length;
    machine.tree.put("/run/pathplug/queue/sda", "");
    await run(machine);
    expect(machine.dm.loads).toHaveLength(loads);
    expect(machine.dm.maps).toHaveLength(1);
  });
});

describe("the worker, of a path that the kernel has read anew as another LUN's, unasked,", () => {
  /** Somebody has had the kernel read `dev` anew, which is LUN 1 by now. */
  async function strayed(dev: string) {
    const host = await hostWithMap();
    const { machine } = host;
    machine.plug(disk(1, 0));
    await runUntilQuiet(machine);
    for (const file of ["vpd_pg83", "vpd_pg80", "wwid"]) {
      const bytes = machine.tree.read(`/sys/block/sde/device/${file}`);
      if (bytes !== undefined) machine.tree.put(`/sys/block/${dev}/device/${file}`, bytes);
    }
    machine.tree.put(`/run/pathplug/queue/${dev}`, "");
    return host;
  }

  it("fails it, has it leave its map, and uses the others no more until each has said who it is", async () => {
    const { machine, map } = await strayed("sdb");
    await run(machine);
    expect(machine.dm.messages[1]).toBe(`${MAP} fail_path 8:16`);
    expect(map.active?.text).not.toContain("8:16");
    expect([...map.failed].sort()).toEqual(["8:0", "8:32", "8:48"]);
    expect(suspects(machine)).toHaveLength(4);
    machine.answerPage83 = (dev) => page83(machine, dev);
    await runRecheck(machine);
    expect([...map.failed]).toEqual([]);
    expect(suspects(machine)).toEqual([]);
  });

  it("fails it, too, where its map has no other that it could go on with", async () => {
    const { machine, map, fail } = await strayed("sda");
    for (const dev of ["sdc", "sdd"]) machine.unplug(dev);
    suspect(machine, "sdb");
    fail("sdb");
    await run(machine);
    expect(map.active?.text).toContain("8:0");
    expect([...map.failed]).toContain("8:0");
  });

  it("doubts the others once, and not again each time that the new table is refused", async () => {
    const { machine } = await strayed("sdb");
    machine.dm.intercept = (argv) => (argv[1] === "load" ? { status: 1, stderr: "no" } : undefined);
    await run(machine);
    expect(suspects(machine)).toHaveLength(4);
    for (const dev of ["sda", "sdc", "sdd"])
      machine.tree.remove(`/run/pathplug/suspect/${machine.diskseq(dev)}`);
    machine.tree.put("/run/pathplug/queue/sda", "");
    await run(machine);
    expect(suspects(machine)).toEqual([machine.diskseq("sdb")]);
  });
});
