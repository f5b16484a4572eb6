import { describe, expect, it } from "vitest";
import type { System } from "../../../host/system/system.ts";
import type { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { hostWithMap, MAP, runRecheck } from "../simulated/simulated-recheck.ts";
import { naaOf } from "../simulated/simulated-run.ts";

/** The map's settings queue for three checks, as the registry has it. */
const queueForThree = (machine: SimulatedMachine): void => queueFor(machine, 3);

/** They do for so many. */
const queueFor = (machine: SimulatedMachine, checks: number): void => {
  const file = `/etc/pathplug/luns.d/naa.${naaOf(0)}`;
  const text = machine.tree.text(file) ?? "";
  expect(text).toContain('PATHPLUG_NO_PATH_RETRY="queue"');
  machine.tree.put(file, text.replace('NO_PATH_RETRY="queue"', `NO_PATH_RETRY="${checks}"`));
};

describe("recheck, with no path left,", () => {
  it("ends the queueing of a map that has had no path for N checks, and has it queue again with the first", async () => {
    const { machine, down, fail } = await hostWithMap();
    queueForThree(machine);
    for (const dev of ["sda", "sdb", "sdc", "sdd"]) down.add(dev);
    fail(...down);
    const times: number[] = [];
    const began = machine.now;
    machine.beforeSpawn = (argv) => {
      if (argv.includes("fail_if_no_path")) times.push(machine.now - began);
    };
    const { said } = await runRecheck(machine, { 40000: () => down.clear() });
    expect(times).toHaveLength(1);
    expect(Math.abs((times[0] ?? 0) - 15_000)).toBeLessThan(1_000);
    expect(machine.dm.messages[0]).toBe(`${MAP} fail_if_no_path`);
    expect(machine.dm.messages).toContain(`${MAP} queue_if_no_path`);
    expect(said.filter((line) => line.includes("queued"))).toEqual([
      `error: ${MAP}: no path for 15 s (no_path_retry 3): what was queued has failed`,
      `note: ${MAP}: a path is back, I/O is queued again when none is left`,
    ]);
  });

  it.each([0, 3, 6, 9, 12, 15, 18])(
    "tests what has failed long ago before it gives up, %i s later in the time between two tests of it",
    async (phase) => {
      const { machine, down, fail } = await hostWithMap();
      queueForThree(machine);
      down.add("sdb");
      fail("sdb");
      // After ten minutes sdb is tested every 20 s: three checks end before.
      const change = () => {
        down.clear();
        for (const dev of ["sda", "sdc", "sdd"]) down.add(dev);
        fail(...down);
      };
      await runRecheck(machine, { [600_000 + phase * 1_000]: change, 700000: () => down.clear() });
      expect(machine.dm.messages.filter((message) => message.includes("no_path"))).toEqual([]);
    },
  );

  it("fails nothing of an array that answered no command at all, and answers again before its time is over", async () => {
    const { machine, fail } = await hostWithMap();
    queueForThree(machine);
    for (const dev of machine.disks.keys()) machine.silent.add(`/dev/${dev}`);
    fail(...machine.disks.keys());
    const times: number[] = [];
    const began = machine.now;
    machine.beforeSpawn = (argv) => {
      if (argv.includes("reinstate_path")) times.push(machine.now - began);
    };
    await runRecheck(machine, { 5000: () => machine.silent.clear() });
    expect(Math.min(...times)).toBeLessThan(12_000);
    expect(machine.dm.messages.filter((message) => message.includes("no_path"))).toEqual([]);
  });

  it("has a map queue again whose queueing a recheck had ended that was killed since", async () => {
    const { machine, down, fail } = await hostWithMap();
    queueForThree(machine);
    for (const dev of machine.disks.keys()) down.add(dev);
    fail(...down);
    const killed = new Error("killed");
    const kill = () => {
      throw killed;
    };
    await expect(runRecheck(machine, { 20000: kill })).rejects.toBe(killed);
    expect(machine.dm.messages).toEqual([`${MAP} fail_if_no_path`]);
    down.clear();
    await runRecheck(machine);
    expect(machine.dm.messages).toContain(`${MAP} queue_if_no_path`);
  });

  it("counts for no map that queues without end, and not while a path is left", async () => {
    const { machine, down, fail } = await hostWithMap();
    for (const dev of ["sda", "sdb", "sdc", "sdd"]) down.add(dev);
    fail(...down);
    await runRecheck(machine, { 600000: () => down.clear() });
    expect(machine.dm.messages.filter((message) => message.includes("no_path"))).toEqual([]);
    queueForThree(machine);
    down.add("sda");
    fail("sda");
    await runRecheck(machine, { 60000: () => down.clear() });
    expect(machine.dm.messages.filter((message) => message.includes("no_path"))).toEqual([]);
  });

  it("ends the queueing also where a path passes each test and fails with the first I/O, and does not spin", async () => {
    const { machine, map, down, fail } = await hostWithMap();
    queueForThree(machine);
    for (const dev of ["sdb", "sdc", "sdd"]) down.add(dev);
    fail("sda", ...down);
    const began = machine.now;
    const ended: number[] = [];
    machine.beforeSpawn = (argv) => {
      if (argv.includes("fail_if_no_path")) ended.push(machine.now - began);
    };
    /** What is queued goes to the path as soon as it is used. */
    const carrying = (system: System): System => ({
      ...system,
      sleep: async (milliseconds) => {
        if (down.size > 0 && map.failed.size < 4) fail("sda");
        await system.sleep(milliseconds);
      },
    });
    await runRecheck(machine, { 60000: () => down.clear() }, 600_000, carrying);
    const reinstated = machine.dm.messages.filter((message) => message.endsWith("reinstate_path 8:0"));
    expect(reinstated.length).toBeGreaterThan(5);
    expect(reinstated.length).toBeLessThan(40);
    expect(ended[0]).toBeGreaterThan(14_000);
    expect(ended[0]).toBeLessThan(20_000);
    expect(machine.dm.messages.filter((message) => message.includes("no_path")).at(-1)).toBe(
      `${MAP} queue_if_no_path`,
    );
  });

  it("counts anew where a path has worked for a while in between, also where nobody looked then", async () => {
    const { machine, map, down, fail } = await hostWithMap();
    queueForThree(machine);
    for (const dev of ["sda", "sdb", "sdc", "sdd"]) down.add(dev);
    fail(...down);
    const began = machine.now;
    const ended: number[] = [];
    machine.beforeSpawn = (argv) => {
      if (argv.includes("fail_if_no_path")) ended.push(machine.now - began);
    };
    const again = () => {
      expect(map.failed.size).toBe(3);
      down.add("sda");
      fail("sda");
    };
    await runRecheck(machine, { 10000: () => down.delete("sda"), 25000: again, 60000: () => down.clear() });
    expect(ended).toHaveLength(1);
    expect(ended[0]).toBeGreaterThan(39_000);
  });

  it("does not count to a second outage the time in which all paths but one worked", async () => {
    const { machine, map, down, fail } = await hostWithMap();
    queueFor(machine, 2);
    const all = (): void => {
      for (const dev of ["sda", "sdb", "sdc", "sdd"]) down.add(dev);
      fail(...down);
    };
    all();
    const change: Record<number, () => void> = {
      500: () => {
        for (const dev of ["sda", "sdb", "sdc"]) down.delete(dev);
      },
      9500: () => {
        expect([...map.failed]).toEqual(["8:48"]);
        all();
      },
      13000: () => down.clear(),
    };
    await runRecheck(machine, change);
    expect(machine.dm.messages.filter((message) => message.includes("no_path"))).toEqual([]);
  });
});
