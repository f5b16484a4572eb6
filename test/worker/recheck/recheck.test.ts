import { describe, expect, it } from "vitest";
import {
  hostWithMap,
  leftMarkers,
  MAP,
  runRecheck,
  STANDBY,
  UNIT_ATTENTION,
} from "../simulated/simulated-recheck.ts";
import { plugLuns, runUntilQuiet } from "../simulated/simulated-run.ts";

describe("recheck", () => {
  it("reinstates a path that works again, has its LUN looked at, says both, and ends", async () => {
    const { machine, down, fail } = await hostWithMap();
    down.add("sdb");
    fail("sdb");
    const { status, said, took } = await runRecheck(machine, { 10000: () => down.clear() });
    expect(status).toBe(0);
    expect(machine.dm.messages).toEqual([`${MAP} reinstate_path 8:16`]);
    expect(machine.tree.exists("/run/pathplug/queue/sdb")).toBe(true);
    expect(said).toEqual([
      `warning: ${MAP}: remaining active paths: 3 (failed: sdb)`,
      `warning: ${MAP}: sdb fails its test: the driver or the interconnect failed`,
      `note: ${MAP}: remaining active paths: 4 (reinstated: sdb)`,
    ]);
    expect(leftMarkers(machine)).toEqual([]);
    expect(took).toBeGreaterThan(10_000);
    expect(took).toBeLessThan(10_000 + 2_000 + 6_000);
  });

  it("ends at once where nothing has failed", async () => {
    const { machine, fail } = await hostWithMap();
    fail();
    const { status, said, took } = await runRecheck(machine);
    expect({ status, said }).toEqual({ status: 0, said: [] });
    expect(took).toBeLessThan(6_000);
    expect(leftMarkers(machine)).toEqual([]);
  });

  it("reinstates at once where a link has changed, though its next test is far away", async () => {
    const { machine, down, fail } = await hostWithMap();
    down.add("sdb");
    fail("sdb");
    let back = 0;
    machine.beforeSpawn = (argv) => {
      if (argv.includes("reinstate_path")) back = machine.now;
    };
    const began = machine.now;
    const mend = () => {
      down.clear();
      machine.tree.put("/run/pathplug/recheck/transport", "");
    };
    await runRecheck(machine, { 601000: mend });
    expect(back - began - 601_000).toBeLessThan(2_000);
  });

  it("has a path without a size read anew before it is used: the kernel lets no I/O through to it", async () => {
    const { machine, fail } = await hostWithMap();
    const size = "/sys/block/sdb/size";
    const told = machine.tree.text(size) ?? "";
    machine.tree.put(size, "0\n");
    fail("sdb");
    let isReady = false;
    const order: string[] = [];
    machine.onRescan = (dev) => {
      order.push(`rescan ${dev}`);
      if (isReady) machine.tree.put(size, told);
    };
    machine.beforeSpawn = (argv) => {
      if (argv.includes("reinstate_path")) order.push(`reinstate at ${machine.tree.text(size)?.trim()}`);
    };
    await runRecheck(machine, {
      5000: () => {
        isReady = true;
      },
    });
    expect(order.at(0)).toBe("rescan sdb");
    expect(order.at(-1)).toBe(`reinstate at ${told.trim()}`);
    expect(order.filter((one) => one.startsWith("reinstate"))).toHaveLength(1);
  });

  it("asks a path that has a unit attention to tell again", async () => {
    const { machine, fail } = await hostWithMap();
    fail("sdb");
    let asked = 0;
    machine.answerTurs = () => (asked++ < 2 ? UNIT_ATTENTION : 0);
    const { took } = await runRecheck(machine);
    expect(machine.dm.messages).toHaveLength(1);
    expect(took).toBeLessThan(9_000);
  });

  it("reinstates a path in standby: it is there when no other is", async () => {
    const { machine, fail } = await hostWithMap();
    fail("sdb");
    machine.answerTurs = () => STANDBY;
    await runRecheck(machine);
    expect(machine.dm.messages).toEqual([`${MAP} reinstate_path 8:16`]);
  });

  it("has the kernel not use again what had failed when the map gets a new table", async () => {
    const { machine, map, down, fail } = await hostWithMap();
    down.add("sdb");
    fail("sdb");
    machine.unplug("sdd");
    await runUntilQuiet(machine);
    expect(machine.dm.loads.at(-1)).not.toContain("8:48");
    expect([...map.failed]).toEqual(["8:16"]);
  });

  it("follows a map that gets another name", async () => {
    const { machine, map, down, fail } = await hostWithMap();
    down.add("sdb");
    fail("sdb");
    const rename = () => {
      map.name = "data";
      down.clear();
      fail();
    };
    await runRecheck(machine, { 10000: rename });
    expect(machine.dm.messages).toEqual(["data reinstate_path 8:16"]);
  });

  it("does not say that a path is back whose disk has gone", async () => {
    const { machine, down, fail } = await hostWithMap();
    down.add("sdb");
    fail("sdb");
    const { said } = await runRecheck(machine, {
      5000: () => {
        machine.unplug("sdb");
        fail();
      },
    });
    expect(said.join("\n")).not.toContain("reinstated");
  });

  it("tests a path whose command has not come back as often as others, and says so once", async () => {
    const { machine, fail } = await hostWithMap();
    machine.silent.add("/dev/sdb");
    fail("sdb");
    let asked = 0;
    machine.beforeSpawn = (argv) => {
      if (argv[0] === "sg_turs") asked += 1;
    };
    const { said } = await runRecheck(machine, { 200000: () => machine.unplug("sdb") });
    expect(asked).toBeGreaterThan(15);
    expect(asked).toBeLessThan(42);
    expect(said.filter((line) => line.includes("fails its test"))).toHaveLength(1);
  });

  it("has one path that hangs hold up no other", async () => {
    const { machine, down, fail } = await hostWithMap();
    machine.silent.add("/dev/sda");
    down.add("sdb");
    fail("sda", "sdb");
    await runRecheck(machine, { 10000: () => down.clear(), 13000: () => machine.unplug("sda") });
    expect(machine.dm.messages).toEqual([`${MAP} reinstate_path 8:16`]);
  });

  it("leaves a path alone whose disk has gone, and the number to whom it goes", async () => {
    const { machine, fail } = await hostWithMap();
    fail("sdb");
    machine.beforeSpawn = (argv) => {
      if (argv[0] === "sg_turs") machine.unplug("sdb");
    };
    await runRecheck(machine);
    expect(machine.dm.messages).toEqual([]);
  });

  it("goes on with the outage of a path that came back for a moment only", async () => {
    const { machine, map, down, fail } = await hostWithMap();
    fail("sdb");
    const reinstated: number[] = [];
    machine.beforeSpawn = (argv) => {
      if (argv.includes("reinstate_path")) reinstated.push(machine.now);
    };
    // The test says that it works, and the first I/O that it does not: as a port in standby whose group is the last one.
    const relapse = (): void => {
      if (!map.failed.has("8:16")) fail("sdb");
    };
    const times = Object.fromEntries(Array.from({ length: 1200 }, (_, at) => [at * 250, relapse]));
    times[300_000] = () => machine.unplug("sdb");
    await runRecheck(machine, times);
    const gaps = reinstated.slice(1).map((time, at) => time - (reinstated[at] ?? 0));
    expect(gaps.length).toBeGreaterThan(10);
    expect(Math.max(...gaps)).toBeGreaterThan(15_000);
    expect(down.size).toBe(0);
  });

  it("takes up what a killed recheck had taken", async () => {
    const { machine, map, down } = await hostWithMap();
    down.add("sdb");
    map.failed.add("8:16");
    machine.tree.put(`/run/pathplug/rechecking/dm-${map.minor}`, "");
    await runRecheck(machine, { 5000: () => down.clear() });
    expect(machine.dm.messages).toHaveLength(1);
    expect(leftMarkers(machine)).toEqual([]);
  });

  it("stands back where multipathd runs", async () => {
    const { machine, fail } = await hostWithMap();
    fail("sdb");
    machine.tree.put("/run/multipathd.pid", "612\n");
    machine.tree.put("/proc/612/stat", "");
    const { status } = await runRecheck(machine);
    expect(status).toBe(0);
    expect(machine.dm.messages).toEqual([]);
    expect(leftMarkers(machine)).toEqual([]);
  });

  it("waits for the kernel where it does not answer, says so once, and goes on where it was", async () => {
    const { machine, map, down } = await hostWithMap();
    down.add("sdb");
    map.failed.add("8:16");
    machine.tree.put(`/run/pathplug/recheck/dm-${map.minor}`, "");
    machine.dm.intercept = () => ({ status: 1, stderr: "no" });
    const answer = () => {
      machine.dm.intercept = () => undefined;
    };
    const { status, said } = await runRecheck(machine, { 60000: answer, 90000: () => down.clear() });
    expect(status).toBe(0);
    expect(said.filter((line) => line.includes("is asked again"))).toEqual([
      expect.stringMatching(
        /^error: `dmsetup (table|status) --target multipath` failed: no; it is asked again$/,
      ),
    ]);
    expect(machine.dm.messages).toEqual([`${MAP} reinstate_path 8:16`]);
    expect(leftMarkers(machine)).toEqual([]);
  });

  it("keeps its times while the kernel does not answer", async () => {
    const { machine, down, fail } = await hostWithMap();
    down.add("sdb");
    fail("sdb");
    const asked: number[] = [];
    machine.answerTurs = () => asked.push(machine.now) * 0 + 35;
    const began = machine.now;
    await runRecheck(machine, {
      300000: () => {
        machine.dm.intercept = () => ({ status: 1, stderr: "no" });
      },
      400000: () => {
        machine.dm.intercept = () => undefined;
      },
      420000: () => machine.unplug("sdb"),
    });
    const late = asked.map((time) => time - began).filter((time) => time > 300_000);
    expect(late.length).toBeGreaterThan(3);
    const gaps = late.slice(1).map((time, at) => time - (late[at] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(15_000);
  });

  it("says once that the program is missing that tests paths, and uses what has failed when it is there", async () => {
    const { machine, fail } = await hostWithMap();
    fail("sdb", "sdc");
    machine.answerTurs = () => 127;
    const { said } = await runRecheck(machine, {
      100000: () => {
        machine.answerTurs = () => 0;
      },
    });
    expect(said.filter((line) => line.startsWith("error"))).toEqual([
      "error: program-missing: sg_turs: It is not there, so paths cannot be tested: none that has failed is used again; hint: Install the package sg3-utils.",
    ]);
    expect(said.join("\n")).not.toContain("fails its test");
    expect(machine.dm.messages.toSorted()).toEqual([
      `${MAP} reinstate_path 8:16`,
      `${MAP} reinstate_path 8:32`,
    ]);
    expect(machine.tree.exists("/run/pathplug/untested")).toBe(false);
  });

  it("has all paths of a map read again of which one has told that its size has changed", async () => {
    const { machine } = await hostWithMap();
    plugLuns(machine, [1]);
    machine.tree.put("/run/pathplug/recheck/rescan-1:0:0:0", "");
    const asked: string[] = [];
    machine.onRescan = (dev) => asked.push(dev);
    await runRecheck(machine);
    expect(asked.toSorted()).toEqual(["sda", "sdb", "sdc", "sdd"]);
  });

  it("looks again at a place from which a disk was deleted by one that was killed after that", async () => {
    const { machine } = await hostWithMap();
    machine.tree.put("/run/pathplug/rechecking/scan-2:0:0:7", "");
    await runRecheck(machine);
    expect(machine.tree.text("/sys/class/scsi_host/host2/scan")).toBe("0 0 7");
    expect(machine.tree.exists("/run/pathplug/rechecking/scan-2:0:0:7")).toBe(false);
  });

  it.each([
    ["before a look", 0],
    ["some seconds later", 3_000],
  ])(
    "tests a path at once that was away for long and has failed again %s, as with a new table, but not again and again",
    async (_, after) => {
      const { machine, map, down, fail } = await hostWithMap();
      down.add("sdb");
      fail("sdb");
      const began = machine.now;
      const times: number[] = [];
      await runRecheck(
        machine,
        { 600000: () => down.clear(), 700000: () => machine.unplug("sdb") },
        3_600_000,
        (system) => ({
          ...system,
          spawn: async (argv, options) => {
            const ran = await system.spawn(argv, options);
            if (!argv.includes("reinstate_path")) return ran;
            times.push(machine.now - began);
            if (after === 0) fail("sdb");
            return ran;
          },
          sleep: async (milliseconds) => {
            await system.sleep(milliseconds);
            const since = machine.now - began - (times.at(-1) ?? Number.POSITIVE_INFINITY);
            if (since >= after && !map.failed.has("8:16")) fail("sdb");
          },
        }),
      );
      const [first = 0, second = 0, third = 0] = times;
      expect(second - first - after).toBeLessThan(2_000);
      expect(third - second).toBeGreaterThan(15_000);
      expect(times.length).toBeLessThan(8);
    },
  );
});

describe("a run of the worker", () => {
  it("has failed paths tested whose event nobody has seen, and no others", async () => {
    const { machine, map } = await hostWithMap();
    await runUntilQuiet(machine);
    expect(leftMarkers(machine)).toEqual([]);
    map.failed.add("8:16");
    machine.system().write("/sys/block/sda/uevent", "change", "attribute");
    await runUntilQuiet(machine);
    expect(leftMarkers(machine)).toEqual([`dm-${map.minor}`]);
  });
});
