import { describe, expect, it } from "vitest";
import { type Kill, SimulatedMachine } from "../simulated/simulated-machine.ts";
import {
  assembled,
  disk,
  expectSound,
  mapsOf,
  naaOf,
  plugLuns,
  registryOf,
  run,
  runUntilQuiet,
} from "../simulated/simulated-run.ts";

/** A host that something has happened to; its markers wait. */
interface Scenario {
  readonly title: string;
  readonly prepare: () => Promise<SimulatedMachine>;
  /** Where a path is gone and its map follows already, nothing leads a later run to the LUN: the registry counts it still. */
  readonly mayCountGone?: true;
}

const scenarios: readonly Scenario[] = [
  {
    title: "two LUNs arrive",
    prepare: async () => {
      const machine = new SimulatedMachine();
      plugLuns(machine, [0, 1]);
      return machine;
    },
  },
  {
    title: "LUNs of a product that is claimed from the second path on arrive",
    prepare: async () => {
      const machine = new SimulatedMachine();
      plugLuns(machine, [0, 1], { vendor: "LIO-ORG", product: "disk", claim: "second-path" });
      return machine;
    },
  },
  {
    title: "paths leave two maps and one comes back",
    mayCountGone: true,
    prepare: async () => {
      const machine = await assembled([0, 1]);
      for (const dev of ["sda", "sdb", "sdf"]) machine.unplug(dev);
      machine.settle();
      machine.plug(disk(0, 0));
      return machine;
    },
  },
  {
    title: "a LUN grows",
    prepare: async () => {
      const machine = await assembled([0]);
      for (const dev of ["sda", "sdb", "sdc", "sdd"]) {
        machine.tree.put(`/sys/block/${dev}/size`, "4194304\n");
        machine.system().write(`/sys/block/${dev}/uevent`, "change", "attribute");
      }
      return machine;
    },
  },
  {
    title: "a LUN leaves and another takes its device numbers",
    prepare: async () => {
      const machine = await assembled([0, 1]);
      for (const path of [0, 1, 2, 3]) machine.unplug(disk(0, path).dev);
      machine.settle();
      for (const path of [0, 1, 2, 3]) machine.plug(disk(0, path, { naa: naaOf(5), serial: "S5" }));
      return machine;
    },
  },
];

/** What a scenario comes to when no run is killed. */
async function calmly(prepare: Scenario["prepare"]) {
  const machine = await prepare();
  machine.settle();
  await run(machine);
  const { calls } = machine;
  await runUntilQuiet(machine);
  expectSound(machine);
  expect(machine.dm.cookies.size).toBe(0);
  expect(machine.dm.maps.length).toBeGreaterThan(0);
  return { calls, maps: mapsOf(machine), registry: registryOf(machine) };
}

describe("a run killed at any call, and run again", () => {
  it.each(scenarios)("$title: ends with the same maps", async ({ prepare, mayCountGone }) => {
    const { calls, maps, registry } = await calmly(prepare);
    // Killed after one call is killed before the next.
    const kills: Kill[] = calls.map((_, index) => ({ at: index + 1, when: "after" }));
    for (const kill of [{ at: 1, when: "before" } as const, ...kills]) {
      const machine = await prepare();
      machine.settle();
      const call = calls[kill.at - 1];
      const where = `killed ${kill.when} call ${kill.at}: ${call}`;
      expect((await run(machine, kill)).kind, where).toBe("killed");
      await runUntilQuiet(machine);
      expect(mapsOf(machine), where).toEqual(maps);
      if (mayCountGone === undefined) expect(registryOf(machine), where).toEqual(registry);
      expect(machine.dm.cookies.size, where).toBe(0);
      expectSound(machine);
    }
  });
});
