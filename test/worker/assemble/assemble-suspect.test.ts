import { describe, expect, it } from "vitest";
import { hostWithMap, MAP, suspect, suspects, UA } from "../simulated/simulated-recheck.ts";
import { disk, run, runUntilQuiet } from "../simulated/simulated-run.ts";

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
