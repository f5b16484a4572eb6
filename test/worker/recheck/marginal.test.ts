import { describe, expect, it } from "vitest";
import { markMarginal, readPathErrors } from "../../../host/run/marginal-paths.ts";
import type { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { hostWithMap, MAP, runRecheck, slowly } from "../simulated/simulated-recheck.ts";
import { naaOf } from "../simulated/simulated-run.ts";

const FILE = `/etc/pathplug/luns.d/naa.${naaOf(0)}`;
const settings = (machine: SimulatedMachine, text: string): void =>
  machine.tree.put(FILE, `${machine.tree.text(FILE) ?? ""}PATHPLUG_MARGINAL="${text}"\n`);
const marked = ({ tree }: SimulatedMachine) => tree.list("/run/pathplug/marginal") ?? [];
const reinstated = ({ dm }: SimulatedMachine) =>
  dm.messages.filter((message) => message.includes("reinstate_path"));

/** sdb fails so many times under I/O and is well in between. */
function failTimes(fail: (...devs: string[]) => void, times: number) {
  return Object.fromEntries(
    Array.from({ length: times - 1 }, (_, at) => [(at + 1) * 4_000, () => fail("sdb")]),
  );
}

describe("recheck, of a path that fails again and again,", () => {
  it("has the kernel not use it until it has been well for the recovery time, though its tests pass", async () => {
    const { machine, map, fail } = await hostWithMap();
    settings(machine, "3 600 60 off");
    fail("sdb");
    const began = machine.now;
    let last = 0;
    machine.beforeSpawn = (argv) => {
      if (argv.includes("reinstate_path")) last = machine.now - began;
    };
    const { said } = await runRecheck(machine, failTimes(fail, 3));
    expect(reinstated(machine)).toHaveLength(3);
    expect(last).toBeGreaterThan(8_000 + 60_000);
    expect([...map.failed]).toEqual([]);
    expect(said).toContain(
      `warning: ${MAP}: sdb is marginal: it has failed 3 times in 600 s; it has to be well for 60 s`,
    );
    expect(said).toContain("note: sdb is marginal no more");
    expect(marked(machine)).toEqual([]);
  });

  it("counts one that fails with its first I/O, before anybody has looked", async () => {
    const { machine, fail } = await hostWithMap();
    settings(machine, "3 3600 600 off");
    fail("sdb");
    const end = { 300000: () => machine.unplug("sdb") };
    await runRecheck(machine, end, 3_600_000, (system) => ({
      ...system,
      spawn: async (argv, options) => {
        const ran = await system.spawn(argv, options);
        if (argv.includes("reinstate_path")) fail("sdb");
        return ran;
      },
    }));
    expect(reinstated(machine)).toHaveLength(2);
    expect(marked(machine)).toEqual([]);
  });

  it("does not count one that is reinstated while the kernel is asked what it had before", async () => {
    const { machine, fail } = await hostWithMap();
    settings(machine, "2 3600 600 off");
    fail("sdb");
    await runRecheck(
      machine,
      {},
      3_600_000,
      slowly(machine, ([program, verb]) => (program === "dmsetup" && verb === "status" ? 900 : 0)),
    );
    expect(reinstated(machine)).toHaveLength(1);
    expect(marked(machine)).toEqual([]);
  });

  it("uses it all the same where no other path works", async () => {
    const { machine, map, down, fail } = await hostWithMap();
    settings(machine, "2 600 600 off");
    fail("sdb");
    const all = (): void => {
      for (const dev of ["sda", "sdc", "sdd"]) down.add(dev);
      fail("sda", "sdc", "sdd");
    };
    let wasUsed = false;
    const look = (): void => {
      wasUsed = !map.failed.has("8:16");
      down.clear();
    };
    await runRecheck(machine, { ...failTimes(fail, 2), 20000: all, 60000: look });
    expect(wasUsed).toBe(true);
  });

  it("does not count that it is failed to be held back, when other paths are back", async () => {
    const { machine, down, fail } = await hostWithMap();
    settings(machine, "2 3600 100 off");
    fail("sdb");
    const others = (): void => {
      for (const dev of ["sda", "sdc", "sdd"]) down.add(dev);
      fail(...down);
    };
    let failures: readonly number[] = [];
    const look = (): void => {
      failures = readPathErrors(machine.system(), machine.diskseq("sdb") ?? "");
    };
    const outage = { 20000: others, 23000: () => down.clear(), 40000: look };
    await runRecheck(machine, { ...failTimes(fail, 2), ...outage });
    expect(machine.dm.messages).toContain(`${MAP} fail_path 8:16`);
    expect(failures).toHaveLength(2);
  });

  it("counts nothing where its settings say nothing", async () => {
    const { machine, fail } = await hostWithMap();
    fail("sdb");
    await runRecheck(machine, failTimes(fail, 9));
    expect(reinstated(machine)).toHaveLength(9);
    expect(machine.tree.list("/run/pathplug/path-errors") ?? []).toEqual([]);
  });

  it("has the worker put it into the last group where the settings say so, and takes it out when it is well", async () => {
    const { machine, fail } = await hostWithMap();
    settings(machine, "2 600 60 on");
    fail("sda");
    const times = { 4000: () => fail("sda") };
    const { took } = await runRecheck(machine, times);
    expect(took).toBeGreaterThan(60_000);
    expect(reinstated(machine).length).toBeGreaterThanOrEqual(2);
  });
});

describe("a path that somebody has marked", () => {
  it("is used no more while another one works, and stays so", async () => {
    const { machine, map, fail } = await hostWithMap();
    markMarginal(machine.system(), machine.diskseq("sdb") ?? "", Number.POSITIVE_INFINITY);
    fail();
    await runRecheck(machine, {
      30000: () => {
        expect([...map.failed]).toEqual(["8:16"]);
        machine.tree.remove(`/run/pathplug/marginal/${machine.diskseq("sdb")}`);
      },
    });
    expect(machine.dm.messages[0]).toBe(`${MAP} fail_path 8:16`);
    expect([...map.failed]).toEqual([]);
  });

  it("is used before queueing ends, when the path is gone again for which it was held back", async () => {
    const { machine, map, down, fail } = await hostWithMap();
    const text = machine.tree.text(FILE) ?? "";
    machine.tree.put(FILE, text.replace('NO_PATH_RETRY="queue"', 'NO_PATH_RETRY="3"'));
    markMarginal(machine.system(), machine.diskseq("sdb") ?? "", Number.POSITIVE_INFINITY);
    const lose = (...devs: string[]) => {
      for (const dev of devs) down.add(dev);
      fail(...devs);
    };
    lose("sdc", "sdd");
    // After ten minutes sdb is tested every 20 s.
    await runRecheck(machine, {
      600000: () => lose("sda"),
      601500: () => down.delete("sda"),
      605000: () => {
        expect([...map.failed].toSorted()).toEqual(["8:16", "8:32", "8:48"]);
        lose("sda");
      },
      660000: () => {
        down.clear();
        machine.tree.remove(`/run/pathplug/marginal/${machine.diskseq("sdb")}`);
      },
    });
    expect(machine.dm.messages.filter((message) => message.includes("no_path"))).toEqual([]);
  });

  it("is forgotten with its disk", async () => {
    const { machine, fail } = await hostWithMap();
    markMarginal(machine.system(), "999", Number.POSITIVE_INFINITY);
    fail();
    await runRecheck(machine);
    expect(marked(machine)).toEqual([]);
  });
});
