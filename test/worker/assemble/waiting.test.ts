import { describe, expect, it } from "vitest";
import type { System } from "../../../host/system/system.ts";
import { assemble } from "../../../worker/assemble/assemble.ts";
import { rtpgOf } from "../../machines/disk.ts";
import { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { disk, mapsOf, naaOf, plugLuns, run, shippedProfiles } from "../simulated/simulated-run.ts";

/** Runs while `happen` is called each time that somebody has slept or has taken a marker, which takes its time too. */
async function runWith(machine: SimulatedMachine, happen: () => void): Promise<void> {
  const system = machine.system();
  const sleep = async (milliseconds: number): Promise<void> => {
    await system.sleep(milliseconds);
    happen();
  };
  const rename: System["rename"] = (from, to) => {
    const moved = system.rename(from, to);
    machine.now += 40;
    happen();
    return moved;
  };
  await assemble({ ...system, sleep, rename }, await shippedProfiles, () => {}, false);
}

/** A disk that is there and none of ours. */
const MARKER = "/run/pathplug/queue/vda";

describe("a burst that does not end", () => {
  it("holds no LUN longer than 3 s: something new at each look does not begin the wait again", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    machine.settle();
    const began = machine.now;
    let made: number | undefined;
    machine.beforeSpawn = ([, command]) => {
      if (command === "create") made = machine.now - began;
    };
    await runWith(machine, () => {
      if (machine.now - began < 20_000) machine.tree.put(MARKER, "");
    });
    expect(made).toBeLessThan(3_500);
  });

  it("gives a LUN that comes late its own 3 s, with all its paths in one map", async () => {
    const machine = new SimulatedMachine();
    machine.plug(disk(0, 0));
    machine.settle();
    const began = machine.now;
    let plugged = 1;
    await runWith(machine, () => {
      // Three paths of LUN 0, then four of LUN 1, 300 ms from one to the next.
      if (plugged < 8 && machine.now - began >= plugged * 300) {
        machine.plug(plugged < 4 ? disk(0, plugged) : disk(1, plugged - 4));
        plugged += 1;
      }
    });
    expect(mapsOf(machine)).toHaveLength(2);
    expect(machine.dm.loads.length).toBeLessThanOrEqual(4);
  });

  it("ends its run after four minutes, with what has come last left to the next", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    machine.settle();
    const began = machine.now;
    await runWith(machine, () => machine.tree.put(MARKER, ""));
    expect(machine.now - began).toBeGreaterThan(230_000);
    expect(machine.now - began).toBeLessThan(260_000);
    expect(machine.hasMarkers()).toBe(true);
    expect(mapsOf(machine)).toHaveLength(1);
  });
});

describe("a LUN whose paths are all passive", () => {
  /** A LUN behind one port group, in standby until `until` milliseconds have passed. */
  async function passive(until: number): Promise<{ made: number; said: readonly string[]; asked: number }> {
    const machine = new SimulatedMachine();
    for (const path of [0, 2]) machine.plug(disk(0, path, { tpgs: 1 }));
    machine.settle();
    const began = machine.now;
    let made = 0;
    let asked = 0;
    machine.answerRtpg = () => {
      asked += 1;
      return rtpgOf([{ group: 1, state: machine.now - began < until ? 2 : 0 }]);
    };
    machine.beforeSpawn = ([, command]) => {
      if (command === "create") made = machine.now - began;
    };
    const { said } = await run(machine);
    expect(mapsOf(machine)).toEqual([expect.stringContaining(naaOf(0))]);
    return { made, said, asked };
  }

  it("is exposed after 10 s, and it is said", async () => {
    const { made, said } = await passive(60_000);
    expect(made).toBeGreaterThan(10_000);
    expect(made).toBeLessThan(13_000);
    expect(said.join("\n")).toContain("2 passive paths and no better one appeared");
  });

  it("is exposed soon after one can serve, though nothing announces that", async () => {
    const { made, asked } = await passive(4_000);
    expect(made).toBeGreaterThan(4_000);
    expect(made).toBeLessThan(7_000);
    expect(asked).toBeLessThanOrEqual(5);
  });
});
