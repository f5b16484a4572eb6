import { describe, expect, it } from "vitest";
import type { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { hostWithMap, MAP, runRecheck } from "../simulated/simulated-recheck.ts";
import {
  assembled,
  disk,
  expectSound,
  mapsOf,
  naaOf,
  run,
  runUntilQuiet,
} from "../simulated/simulated-run.ts";

const LUN = naaOf(0);
const FILE = `/etc/pathplug/luns.d/naa.${LUN}`;
/** The port of another host. */
const OTHER = { lun: LUN, port: 9 };

/** Gives LUN 0 a key in the registry, and registers it for the ports that are named. */
function own(machine: SimulatedMachine, ports: readonly number[], key = "0xa1"): void {
  const names = (machine.tree.list("/etc/pathplug/luns.d") ?? []).filter((name) => name.includes(LUN));
  for (const name of names) {
    const file = `/etc/pathplug/luns.d/${name}`;
    machine.tree.put(file, `${machine.tree.text(file)}PATHPLUG_RESERVATION_KEY="${key}"\n`);
  }
  for (const port of ports) machine.reservations.out({ lun: LUN, port }, "--register-ignore --param-sark=a1");
}

/** Gives LUN 0 another key in the registry. */
function changeKey({ tree }: SimulatedMachine, key: string): void {
  for (const name of (tree.list("/etc/pathplug/luns.d") ?? []).filter((one) => one.includes(LUN))) {
    const file = `/etc/pathplug/luns.d/${name}`;
    tree.put(file, (tree.text(file) ?? "").replace(/(RESERVATION_KEY=").*"/, `$1${key}"`));
  }
}

/** Places of the calls that begin with one of these words. */
const callsOf = ({ calls }: SimulatedMachine, word: string): readonly string[] =>
  calls.filter((call) => call.startsWith(word));

/** LUN 0 with three paths, owned and reserved for registrants; the fourth has never been there. */
async function ownedByThree() {
  const machine = await assembled([]);
  for (const path of [0, 1, 2]) machine.plug(disk(0, path));
  await runUntilQuiet(machine);
  own(machine, [1, 2, 3]);
  machine.reservations.out({ lun: LUN, port: 1 }, "--reserve --param-rk=a1 --prout-type=5");
  return machine;
}

describe("a path of a LUN that this host owns", () => {
  it("is registered before its map gets it", async () => {
    const machine = await ownedByThree();
    machine.plug(disk(0, 3));
    machine.settle();
    await run(machine);
    const order = machine.calls.flatMap((call) => /--register-ignore|^dmsetup (?:re)?load/.exec(call) ?? []);
    expect(order).toEqual(["--register-ignore", expect.stringContaining("load")]);
    expect(machine.reservations.keysOf(LUN)).toBe("1=a1 2=a1 3=a1 4=a1");
    expect(mapsOf(machine)[0]).toContain("8:48");
    expectSound(machine);
  });

  it("has those registered that have failed, before a new table has the kernel use them", async () => {
    const machine = await ownedByThree();
    machine.reservations.out({ lun: LUN, port: 2 }, "--register-ignore --param-sark=0");
    machine.dm.maps[0]?.failed.add(disk(0, 1).devt);
    const inUse: string[] = [];
    machine.beforeSpawn = (argv) => {
      if (argv.includes("resume")) inUse.push(machine.reservations.keysOf(LUN));
    };
    machine.plug(disk(0, 3));
    await runUntilQuiet(machine);
    expect(inUse).toEqual(["1=a1 2=a1 3=a1 4=a1"]);
  });

  it("is in the map though one that has failed cannot be registered", async () => {
    const machine = await ownedByThree();
    machine.dm.maps[0]?.failed.add(disk(0, 1).devt);
    machine.reservations.refuses.set("sdb", 35);
    machine.plug(disk(0, 3));
    const said = await runUntilQuiet(machine);
    expect(mapsOf(machine)[0]).toContain("8:16");
    expect(mapsOf(machine)[0]).toContain("8:48");
    expect(said.filter((line) => line.includes("path-not-registered"))).toEqual([]);
  });

  it("costs a failed path no command while its disk is not running", async () => {
    const machine = await ownedByThree();
    machine.dm.maps[0]?.failed.add(disk(0, 1).devt);
    machine.tree.put("/sys/block/sdb/device/state", "transport-offline\n");
    machine.plug(disk(0, 3));
    machine.settle();
    await run(machine);
    expect(callsOf(machine, "sg_persist").filter((call) => call.endsWith("/dev/sdb"))).toEqual([]);
    expect(mapsOf(machine)[0]).toContain("8:48");
  });

  it("is registered with APTPL where the key is, or the others would lose it", async () => {
    const machine = await assembled([0]);
    own(machine, [1, 3, 4], "0xa1:aptpl");
    machine.unplug("sdb");
    await runUntilQuiet(machine);
    machine.plug(disk(0, 1));
    machine.settle();
    await run(machine);
    expect(callsOf(machine, "sg_persist --out")).toEqual([
      "sg_persist --out --register --param-rk=a1 --param-sark=a1 --param-aptpl --no-inquiry --readonly -vv /dev/sdb",
      "sg_persist --out --register-ignore --param-sark=a1 --param-aptpl --no-inquiry --readonly -vv /dev/sdb",
    ]);
  });

  it("stays out while it cannot be registered, is said, parked, and comes when it can be", async () => {
    const machine = await ownedByThree();
    machine.reservations.refuses.set("sdd", 35);
    machine.plug(disk(0, 3));
    const said = await runUntilQuiet(machine);
    expect(mapsOf(machine)[0]).not.toContain("8:48");
    expect(said.filter((line) => line.includes("path-not-registered"))).toEqual([
      expect.stringContaining("the driver or the interconnect failed"),
    ]);
    expect(machine.parked()).toEqual(["again-sdd"]);
    machine.reservations.refuses.clear();
    machine.comeBack();
    await runUntilQuiet(machine);
    expect(mapsOf(machine)[0]).toContain("8:48");
    expectSound(machine);
  });

  it.each([0, 1, 2, 3])("does not keep the others out: only path %i refuses", async (path) => {
    const machine = await assembled([0]);
    own(machine, [1, 2, 3, 4]);
    for (const dev of [...machine.disks.keys()]) machine.unplug(dev);
    await runUntilQuiet(machine);
    machine.reservations.refuses.set(disk(0, path).dev, 35);
    for (const each of [0, 1, 2, 3]) machine.plug(disk(0, each));
    await runUntilQuiet(machine);
    const [map = ""] = mapsOf(machine);
    expect([0, 1, 2, 3].filter((each) => !map.includes(` ${disk(0, each).devt} `))).toEqual([path]);
  });

  it("does not bring a host back that was fenced off: it enters the map unregistered, which is said", async () => {
    const machine = await ownedByThree();
    machine.reservations.out(OTHER, "--register-ignore --param-sark=b2");
    machine.reservations.out(OTHER, "--preempt --param-rk=b2 --param-sark=a1 --prout-type=5");
    machine.plug(disk(0, 3));
    const said = await runUntilQuiet(machine);
    expect(machine.reservations.keysOf(LUN)).toBe("9=b2");
    expect(mapsOf(machine)[0]).toContain("8:48");
    expect(said.filter((line) => line.includes("key-lost"))).toHaveLength(1);
  });

  it("is unregistered again where the host is fenced off between two of its commands", async () => {
    const machine = await assembled([]);
    machine.plug(disk(0, 0));
    await runUntilQuiet(machine);
    own(machine, [1]);
    machine.reservations.out({ lun: LUN, port: 1 }, "--reserve --param-rk=a1 --prout-type=5");
    machine.reservations.out(OTHER, "--register-ignore --param-sark=b2");
    machine.reservations.beforeOut = (argv, { port }) => {
      if (port !== 2 || !argv.includes("--param-sark=a1")) return;
      machine.reservations.beforeOut = () => {};
      machine.reservations.out(OTHER, "--preempt --param-rk=b2 --param-sark=a1 --prout-type=5");
    };
    machine.plug(disk(0, 1));
    await runUntilQuiet(machine);
    expect(machine.reservations.keysOf(LUN)).toBe("9=b2");
    expect(machine.reservations.heldOf(LUN)).toBe("b2@9/5");
  });

  it.each(["in vain", "by a child that is killed"])(
    "does not bring a host back whose registration was taken back %s",
    async (how) => {
      const machine = await assembled([]);
      machine.plug(disk(0, 0));
      await runUntilQuiet(machine);
      own(machine, [1]);
      machine.reservations.out(OTHER, "--register-ignore --param-sark=b2");
      machine.reservations.beforeOut = (argv, { port }) => {
        if (port !== 2 || !argv.includes("--register-ignore")) return;
        machine.reservations.beforeOut = () => {};
        machine.reservations.out(OTHER, "--preempt --param-rk=b2 --param-sark=a1 --prout-type=5");
        if (how === "in vain") machine.reservations.refuses.set("sdb", 35);
        else machine.silent.add("/dev/sdb");
      };
      machine.plug(disk(0, 1));
      await runUntilQuiet(machine);
      expect(machine.reservations.keysOf(LUN)).toBe("2=a1 9=b2");
      // Its disk goes and comes, the registration stays.
      machine.unplug("sdb");
      await runUntilQuiet(machine);
      machine.reservations.refuses.clear();
      machine.silent.clear();
      machine.plug(disk(0, 1));
      machine.comeBack();
      await runUntilQuiet(machine);
      expect(machine.reservations.keysOf(LUN)).toBe("9=b2");
      expect(mapsOf(machine)[0]).toContain("8:16");
    },
  );

  it("is no proof for another path while its own registration is unproven", async () => {
    const machine = await assembled([]);
    for (const path of [0, 1]) machine.plug(disk(0, path));
    await runUntilQuiet(machine);
    own(machine, [2]);
    machine.tree.put(`/run/pathplug/own/${MAP}@1:0:0:0`, "");
    machine.plug(disk(0, 2));
    const said = await runUntilQuiet(machine);
    expect(machine.reservations.keysOf(LUN)).toBe("2=a1");
    expect(said.join("\n")).toContain("whether this host was fenced off is not known yet");
  });

  it("loses an old key of its own where the host was fenced off while it was away", async () => {
    const machine = await ownedByThree();
    machine.reservations.out({ lun: LUN, port: 4 }, "--register-ignore --param-sark=99");
    machine.reservations.out(OTHER, "--register-ignore --param-sark=b2");
    machine.reservations.out(OTHER, "--preempt --param-rk=b2 --param-sark=a1 --prout-type=5");
    machine.plug(disk(0, 3));
    await runUntilQuiet(machine);
    expect(machine.reservations.keysOf(LUN)).toBe("9=b2");
  });

  it("loses its key where the LUN was given up while it was away", async () => {
    const machine = await assembled([0]);
    own(machine, [2], "0x0");
    machine.unplug("sdb");
    await runUntilQuiet(machine);
    machine.plug(disk(0, 1));
    await runUntilQuiet(machine);
    expect(machine.reservations.keysOf(LUN)).toBe("");
    expect(mapsOf(machine)[0]).toContain("8:16");
  });

  it("stays out where its key cannot be read", async () => {
    const machine = await assembled([0]);
    own(machine, [1, 2, 3, 4], "a key");
    machine.unplug("sdb");
    await runUntilQuiet(machine);
    machine.plug(disk(0, 1));
    const said = await runUntilQuiet(machine);
    expect(mapsOf(machine)[0]).not.toContain("8:16");
    expect(said.join("\n")).toContain("its key in the registry cannot be read");
  });

  it("costs nothing where the LUN has no key, nor does a map that stands", async () => {
    const machine = await assembled([0, 1]);
    own(machine, [1, 2, 3, 4]);
    machine.plug(disk(2, 0));
    machine.unplug("sde");
    machine.settle();
    await run(machine, undefined, true);
    expect(callsOf(machine, "sg_persist")).toEqual([]);
  });

  it("keeps its key in the registry when the LUN is remembered anew", async () => {
    const machine = await ownedByThree();
    machine.plug(disk(0, 3));
    await runUntilQuiet(machine);
    expect(machine.tree.text(FILE)).toContain('PATHPLUG_RESERVATION_KEY="0xa1"');
    expect(machine.tree.text(FILE)).toContain('PATHPLUG_PATHS="4"');
  });
});

describe("a path that works again", () => {
  it("is registered before the kernel uses it", async () => {
    const { machine, fail } = await hostWithMap();
    own(machine, [1, 3, 4]);
    fail("sdb");
    machine.beforeSpawn = (argv) => {
      if (argv.includes("reinstate_path"))
        expect(machine.reservations.keysOf(LUN)).toBe("1=a1 2=a1 3=a1 4=a1");
    };
    await runRecheck(machine);
    expect(machine.dm.messages).toEqual([`${MAP} reinstate_path 8:16`]);
  });

  it("does not bring a host back that was fenced off while all its paths were about to be registered", async () => {
    const { machine, fail } = await hostWithMap();
    own(machine, [1, 2, 3, 4]);
    machine.reservations.out(OTHER, "--register-ignore --param-sark=b2");
    let fenced = false;
    machine.reservations.beforeOut = (argv, { port }) => {
      if (fenced || port === 9 || !argv.includes("--param-sark=a1")) return;
      fenced = true;
      machine.reservations.out(OTHER, "--preempt --param-rk=b2 --param-sark=a1 --prout-type=5");
    };
    fail("sda", "sdb", "sdc", "sdd");
    await runRecheck(machine);
    expect(fenced).toBe(true);
    expect(machine.reservations.keysOf(LUN)).toBe("9=b2");
  });

  it("is registered with the key that its LUN has when the kernel uses it", async () => {
    for (const moment of ["--register", "reinstate_path"]) {
      const { machine, fail } = await hostWithMap();
      own(machine, [1, 2, 3, 4]);
      fail("sdb");
      machine.beforeSpawn = (argv) => {
        if (!argv.some((word) => word.startsWith(moment))) return;
        machine.beforeSpawn = () => {};
        for (const port of [1, 3, 4]) {
          machine.reservations.out({ lun: LUN, port }, "--register-ignore --param-sark=a2");
        }
        changeKey(machine, "0xa2");
      };
      await runRecheck(machine);
      expect(machine.dm.messages.at(-1)).toBe(`${MAP} reinstate_path 8:16`);
      expect(machine.reservations.keysOf(LUN)).toBe("1=a2 2=a2 3=a2 4=a2");
    }
  });

  it("keeps the reservation that it holds while another host registers", async () => {
    const { machine, fail } = await hostWithMap();
    own(machine, [2]);
    machine.reservations.out({ lun: LUN, port: 2 }, "--reserve --param-rk=a1 --prout-type=5");
    let once = false;
    machine.reservations.beforeOut = (argv, { port }) => {
      if (once || port !== 2 || !argv.includes("--param-sark=a1")) return;
      once = true;
      machine.reservations.out(OTHER, "--register-ignore --param-sark=b2");
    };
    fail("sdb");
    await runRecheck(machine);
    expect(machine.reservations.keysOf(LUN)).toBe("2=a1 9=b2");
    expect(machine.reservations.heldOf(LUN)).toBe("a1@2/5");
  });

  it("stays failed as long as it cannot be registered", async () => {
    const { machine, fail } = await hostWithMap();
    own(machine, [1, 3, 4]);
    machine.reservations.refuses.set("sdb", 35);
    fail("sdb");
    const { said } = await runRecheck(machine, { 20000: () => machine.reservations.refuses.clear() });
    expect(said.filter((line) => line.includes("not registered"))).toHaveLength(1);
    expect(machine.dm.messages).toEqual([`${MAP} reinstate_path 8:16`]);
    expect(machine.reservations.keysOf(LUN)).toBe("1=a1 2=a1 3=a1 4=a1");
  });
});
