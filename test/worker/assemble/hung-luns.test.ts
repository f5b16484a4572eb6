import { describe, expect, it } from "vitest";
import type { System } from "../../../host/system/system.ts";
import { assemble } from "../../../worker/assemble/assemble.ts";
import { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { shippedProfiles } from "../simulated/simulated-run.ts";

const LETTERS = "abcdefghijklmnopqrstuvwxyz";
/** Kernel name of the one path of a LUN. */
const devOf = (lun: number): string => `sd${LETTERS[Math.floor(lun / 26)]}${LETTERS[lun % 26]}`;

/** LUNs of one path each, of which the first do not answer. */
function plugWithHung(hung: number, well: number): SimulatedMachine {
  const machine = new SimulatedMachine();
  for (let lun = 0; lun < hung + well; lun++)
    machine.plug({
      dev: devOf(lun),
      devt: `65:${lun}`,
      hctl: `0:0:0:${lun}`,
      vendor: "NETAPP",
      product: "LUN C-Mode",
      revision: "9000",
      naa: `600a0980000000000000000000000${(0xa00 + lun).toString(16)}`,
      serial: `S${lun}`,
      tpg: 1,
      port: 1,
    });
  machine.settle();
  return machine;
}

/** Programs for these disks end by their time-out, while everything else goes on; the clock moves when nobody else can. */
function hanging(machine: SimulatedMachine, devs: readonly string[], system: System): System {
  const nodes = new Set(devs.map((dev) => `/dev/${dev}`));
  const spawn: System["spawn"] = async (argv, options) => {
    if (argv[0] !== "sg_rtpg" || !argv.some((word) => nodes.has(word)))
      return await system.spawn(argv, options);
    const asked = machine.now;
    for (let turns = 0, last = asked; machine.now - asked < options.timeoutMs; turns++) {
      options.until?.();
      await Promise.resolve();
      if (machine.now !== last) [turns, last] = [0, machine.now];
      // Whoever waits for these programs alone lets the time pass.
      else if (turns > 200) await system.sleep(50);
    }
    return { timedOut: true, stdout: new Uint8Array(0), stderr: "" };
  };
  return { ...system, spawn };
}

/** One run of the worker; what it has parked. */
async function runHanging(
  machine: SimulatedMachine,
  devs: readonly string[],
  wrap = (system: System) => system,
) {
  const said: string[] = [];
  const journal = (severity: string, text: string): number => said.push(`${severity}: ${text}`);
  await assemble(hanging(machine, devs, wrap(machine.system())), await shippedProfiles, journal, false);
  return { said, parked: machine.parked() };
}

describe("LUNs that hang, as many as are waited for and more", () => {
  it.each([15, 16, 17, 40])("%i of them: the others have their maps with the first run", async (hung) => {
    const machine = plugWithHung(hung, 10);
    const dead = Array.from({ length: hung }, (_, lun) => devOf(lun));
    const { said, parked } = await runHanging(machine, dead);
    expect(machine.dm.maps).toHaveLength(10);
    expect(parked).toEqual(dead.map((dev) => `again-${dev}`).sort());
    expect(said.filter((text) => text.includes("lun-hangs"))).toHaveLength(hung);
  });

  it("are left alone when somebody waits for the run's end; those that were not asked begin the next run", async () => {
    const machine = plugWithHung(40, 10);
    const dead = Array.from({ length: 40 }, (_, lun) => devOf(lun));
    const request = "/run/pathplug/requests/one";
    const began = machine.now;
    let isFirst = true;
    // Somebody comes while the first are waited for.
    const { parked } = await runHanging(machine, dead, (system) => ({
      ...system,
      sleep: async (milliseconds) => {
        await system.sleep(milliseconds);
        if (isFirst && machine.now - began > 2_000) machine.tree.put(request, "");
      },
    }));
    expect(machine.now - began).toBeLessThan(5_000);
    // As many as are waited for, and what was asked together with the last of them.
    expect(parked.length).toBeLessThan(24);
    expect(machine.hasMarkers()).toBe(true);
    isFirst = false;
    machine.tree.remove(request);
    await runHanging(machine, dead);
    expect(machine.dm.maps).toHaveLength(10);
    expect(machine.parked()).toHaveLength(40);
  });

  it("a LUN with one path that hangs is asked by the others", async () => {
    const machine = plugWithHung(1, 1);
    machine.plug({
      dev: "sdz",
      devt: "65:99",
      hctl: "1:0:0:0",
      vendor: "NETAPP",
      product: "LUN C-Mode",
      revision: "9000",
      naa: "600a0980000000000000000000000a00",
      serial: "S0",
      tpg: 1,
      port: 2,
    });
    machine.settle();
    const { parked } = await runHanging(machine, [devOf(0)]);
    expect(machine.dm.maps).toHaveLength(2);
    expect(parked).toEqual([]);
  });
});
