import { describe, expect, it } from "vitest";
import type { System } from "../../../host/system/system.ts";
import { assemble } from "../../../worker/assemble/assemble.ts";
import { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { expectSound, mapsOf, plugLuns, shippedProfiles } from "../simulated/simulated-run.ts";

describe("a map that udev takes long to finish, in a storm", () => {
  it.each(["idle", "still at work"])("holds the next LUN up no longer than that: udev %s", async (udev) => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    let finished = 0;
    machine.beforeSpawn = ([program, command]) => {
      if (program !== "dmsetup" || command !== "udevreleasecookie" || finished > 0) return;
      plugLuns(machine, [1]);
      machine.now += 20_000;
      if (udev !== "idle") machine.tree.put("/run/udev/queue", "");
      finished = machine.now;
    };
    machine.settle();
    const system = machine.system();
    let second = 0;
    const spawn: System["spawn"] = async (argv, options) => {
      if (argv[1] === "create" && finished > 0) second = machine.now;
      return await system.spawn(argv, options);
    };
    await assemble({ ...system, spawn }, await shippedProfiles, () => {}, false);
    expect(mapsOf(machine)).toHaveLength(2);
    expect(second - finished).toBeLessThan(1_000);
  });
});

describe("a map that hangs whoever in udev reads it", () => {
  it("holds up its run some seconds, and no other LUN more than that", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    machine.settle();
    const system = machine.system();
    let [began, second] = [0, 0];
    const spawn: System["spawn"] = async (argv, options) => {
      if (argv[1] === "create" && began > 0) second = machine.now;
      if (argv[1] !== "udevreleasecookie" || began > 0) return await system.spawn(argv, options);
      began = machine.now;
      plugLuns(machine, [1]);
      machine.tree.put("/run/udev/queue", "");
      while (machine.now - began < 100_000 && options.until?.() !== true) await system.sleep(100);
      return await system.spawn(argv, options);
    };
    expect(await assemble({ ...system, spawn }, await shippedProfiles, () => {}, false)).toBe(0);
    expect(second - began).toBeLessThan(10_000);
    expect(machine.now - began).toBeGreaterThanOrEqual(100_000);
    expect(mapsOf(machine)).toHaveLength(2);
    expect(machine.dm.cookies.size).toBe(0);
    expectSound(machine);
  });
});
