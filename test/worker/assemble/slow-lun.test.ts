import { describe, expect, it } from "vitest";
import type { System } from "../../../host/system/system.ts";
import { assemble } from "../../../worker/assemble/assemble.ts";
import { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { expectSound, mapsOf, plugLuns, shippedProfiles } from "../simulated/simulated-run.ts";

/** How long a program of the worker may take that asks for access states, milliseconds. */
const TIMEOUT = 5_000;

/** Assembles two LUNs, of which the paths of the first answer after so long; how long each took to be mapped. */
async function assembleSlowly(machine: SimulatedMachine, takes: number): Promise<readonly number[]> {
  plugLuns(machine, [0, 1]);
  machine.settle();
  const slow = new Set(["sda", "sdb", "sdc", "sdd"].map((dev) => `/dev/${dev}`));
  const system = machine.system();
  const began = machine.now;
  const mapped: number[] = [];
  const spawn: System["spawn"] = async (argv, options) => {
    if (argv[0] === "sg_rtpg" && argv.some((word) => slow.has(word))) {
      const asked = machine.now;
      while (machine.now - asked < Math.min(takes, TIMEOUT)) {
        options.until?.();
        await system.sleep(50);
      }
      if (takes >= TIMEOUT)
        return { status: undefined, timedOut: true, stdout: new Uint8Array(0), stderr: "" } as never;
    }
    const ran = await system.spawn(argv, options);
    if (argv[1] === "create")
      for (const _ of mapsOf(machine).slice(mapped.length)) mapped.push(machine.now - began);
    return ran;
  };
  expect(await assemble({ ...system, spawn }, await shippedProfiles, () => {}, false)).toBe(0);
  expect(machine.dm.cookies.size).toBe(0);
  expectSound(machine);
  return mapped;
}

describe("a LUN whose paths take long to tell their access states", () => {
  it("gets its map when they have, and no other waits for it", async () => {
    const machine = new SimulatedMachine();
    const [first = 0, second = 0] = await assembleSlowly(machine, 3_000);
    expect(first).toBeLessThan(3_000);
    expect(second).toBeGreaterThan(3_000);
    expect(machine.dm.loads).toHaveLength(2);
  });

  it("is parked where they never do, after the other has its map", async () => {
    const machine = new SimulatedMachine();
    const [first = Number.POSITIVE_INFINITY] = await assembleSlowly(machine, 60_000);
    expect(first).toBeLessThan(3_000);
    expect(machine.parked()).toContain("again-sda");
  });
});
