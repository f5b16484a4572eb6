import { describe, expect, it } from "vitest";
import type { System } from "../../../host/system/system.ts";
import { audit } from "../../../worker/recheck/audit.ts";
import { rtpgOf } from "../../machines/disk.ts";
import type { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { hostWithMap, MAP, STANDBY } from "../simulated/simulated-recheck.ts";
import { disk, plugLuns, runUntilQuiet } from "../simulated/simulated-run.ts";

const PREFERRED = 0x80;
/** Exit statuses of sg_turs (sg3_utils(8)). */
const BECOMING_READY = 16;
const BUSY = 26;
const DISKS = ["sda", "sdb", "sdc", "sdd"];

/** Numbers of a table's paths, in its order. */
const pathsOf = (table: string | undefined) => table?.match(/\b8:\d+/g);
const markers = ({ tree }: SimulatedMachine) => tree.list("/run/pathplug/queue");

const stat = (machine: SimulatedMachine, dev: string, requests: number): void =>
  machine.tree.put(`/sys/block/${dev}/stat`, `${requests} 0 0 0 0 0 0 0 0 0 0\n`);

/** The machine, of which these disks carry something while the audit looks on. */
function carrying(machine: SimulatedMachine, ...devs: readonly string[]): System {
  const system = machine.system();
  for (const dev of DISKS) stat(machine, dev, 10);
  const sleep = async (milliseconds: number): Promise<void> => {
    await system.sleep(milliseconds);
    for (const dev of devs) stat(machine, dev, 11);
  };
  return { ...system, sleep };
}

async function run(machine: SimulatedMachine, system = machine.system()) {
  const said: string[] = [];
  const asked: string[] = [];
  machine.beforeSpawn = (argv) => {
    if (argv[0] === "sg_turs") asked.push(argv.at(-1) ?? "");
  };
  const status = await audit(system, (severity, text) => said.push(`${severity}: ${text}`));
  return { status, said, asked };
}

/** How often each program is started by one audit. */
async function commands(
  machine: SimulatedMachine,
  system = machine.system(),
): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  machine.beforeSpawn = ([program]) => {
    counts[program ?? ""] = (counts[program ?? ""] ?? 0) + 1;
  };
  await audit(system, () => {});
  return counts;
}

describe("the audit", () => {
  it("fails a path in its map that died while nothing used it, and says so", async () => {
    const { machine, map, down } = await hostWithMap();
    down.add("sdc");
    expect(await run(machine)).toMatchObject({
      status: 0,
      said: [`warning: ${MAP}: sdc died while nothing used it: the driver or the interconnect failed`],
    });
    expect(machine.dm.messages).toEqual([`${MAP} fail_path 8:32`]);
    expect([...map.failed]).toEqual(["8:32"]);
  });

  it("asks only paths that complete nothing while it looks on", async () => {
    const { machine } = await hostWithMap();
    const { asked } = await run(machine, carrying(machine, "sda"));
    expect(asked.toSorted()).toEqual(["/dev/sdb", "/dev/sdc", "/dev/sdd"]);
  });

  it("notices one that died right after it had carried something", async () => {
    const { machine, down } = await hostWithMap();
    await run(machine, carrying(machine, ...DISKS));
    stat(machine, "sdc", 12);
    down.add("sdc");
    await run(machine);
    expect(machine.dm.messages).toEqual([`${MAP} fail_path 8:32`]);
  });

  it("sends no command to a link that sysfs knows to be dead", async () => {
    const { machine } = await hostWithMap();
    machine.tree.put("/sys/block/sdb/device/state", "transport-offline\n");
    const { asked } = await run(machine);
    expect(asked).not.toContain("/dev/sdb");
    expect(machine.dm.messages).toEqual([`${MAP} fail_path 8:16`]);
  });

  it("fails a path whose link has just gone where its map has another one, and else leaves it to the transport", async () => {
    const { machine, fail } = await hostWithMap();
    machine.tree.put("/sys/block/sdb/device/state", "blocked\n");
    await run(machine);
    expect(machine.dm.messages).toEqual([`${MAP} fail_path 8:16`]);
    fail("sda", "sdc", "sdd");
    machine.dm.maps[0]?.failed.delete("8:16");
    await run(machine);
    expect(machine.dm.messages).toEqual([`${MAP} fail_path 8:16`]);
  });

  it("leaves a path alone that answers that it is busy, or becoming ready", async () => {
    const { machine } = await hostWithMap();
    machine.answerTurs = (dev) => (dev === "sda" ? BUSY : BECOMING_READY);
    expect(await run(machine)).toMatchObject({ said: [] });
    expect(machine.dm.messages).toEqual([]);
  });

  it("fails paths that do not answer in time, but for the last one, which may only be slow", async () => {
    const { machine, map } = await hostWithMap();
    for (const dev of DISKS) machine.silent.add(`/dev/${dev}`);
    const { said } = await run(machine);
    expect(map.failed.size).toBe(3);
    expect(said).toHaveLength(4);
    expect(said.filter((text) => text.endsWith("it is the last path, and used on"))).toHaveLength(1);
  });

  it("fails the last one, too, where it answers that it has failed", async () => {
    const { machine, map, down } = await hostWithMap();
    for (const dev of DISKS) down.add(dev);
    await run(machine);
    expect(map.failed.size).toBe(4);
  });

  it("leaves a path in standby alone, and one that has failed already", async () => {
    const { machine, fail } = await hostWithMap();
    fail("sda");
    machine.answerTurs = () => STANDBY;
    const { asked } = await run(machine);
    expect(asked).not.toContain("/dev/sda");
    expect(machine.dm.messages).toEqual([]);
  });

  it("fails a path that answers as another LUN, and has its place looked at anew", async () => {
    const { machine } = await hostWithMap();
    plugLuns(machine, [1]);
    const page83 = (dev: string) => machine.tree.read(`/sys/block/${dev}/device/vpd_pg83`);
    machine.answerPage83 = (dev) => page83(dev === "sdb" ? "sde" : dev);
    await run(machine);
    const { messages } = machine.dm;
    expect(messages.slice(0, 2)).toEqual([`${MAP} queue_if_no_path`, `${MAP} fail_path 8:16`]);
    // An array that gives a LUN number to another LUN mostly does so at all its ports.
    expect(messages.filter((message) => message.includes("fail_path"))).toHaveLength(4);
    expect(machine.tree.text("/sys/class/scsi_host/host1/scan")).toBe("0 0 0");
  });

  it("leaves all paths as they are where the program is missing that tests them, and says so once", async () => {
    const { machine } = await hostWithMap();
    machine.answerTurs = () => 127;
    const first = await run(machine);
    expect(first.said).toEqual([expect.stringMatching(/^error: program-missing: sg_turs: /)]);
    expect((await run(machine)).said).toEqual([]);
    machine.answerTurs = () => 0;
    expect((await run(machine)).said).toEqual([]);
    machine.answerTurs = () => 127;
    expect((await run(machine)).said).toHaveLength(1);
    expect(machine.dm.messages).toEqual([]);
  });

  it.each([
    ["may not be started", 126],
    ["is ended by a signal", 137],
    ["does not know its options", 1],
    ["has no memory", 62],
    ["may not open the disk", 63],
    ["has no descriptors", 74],
  ])("fails no path where the program %s", async (_, status) => {
    const { machine } = await hostWithMap();
    machine.answerTurs = () => status;
    await run(machine);
    expect(machine.dm.messages).toEqual([]);
  });

  it.each<[string, readonly Parameters<typeof rtpgOf>[0][number][], readonly string[]]>([
    [
      "the array has given it to the other controller",
      [
        { group: 1, state: 1 },
        { group: 2, state: 0 },
      ],
      ["8:16", "8:48", "8:0", "8:32"],
    ],
    [
      "the other group is preferred, of which no array tells",
      [
        { group: 1, state: 1 },
        { group: 2, state: 1 | PREFERRED },
      ],
      ["8:16", "8:48", "8:0", "8:32"],
    ],
    [
      "a group is no worse any more",
      [
        { group: 1, state: 1 },
        { group: 2, state: 1 },
      ],
      ["8:0", "8:16", "8:32", "8:48"],
    ],
  ])("has the worker regroup a map where %s", async (_, groups, order) => {
    const { machine, map } = await hostWithMap();
    await run(machine);
    expect(markers(machine)).toEqual([]);
    expect(pathsOf(map.active?.text)).toEqual(["8:0", "8:32", "8:16", "8:48"]);
    machine.answerRtpg = () => rtpgOf(groups);
    await run(machine);
    expect(markers(machine)).toHaveLength(1);
    await runUntilQuiet(machine);
    expect(pathsOf(map.active?.text)).toEqual(order);
    await run(machine);
    expect(markers(machine)).toEqual([]);
  });

  it("lets a map keep its groups while one is in transition, and looks again when that is over", async () => {
    const { machine, map } = await hostWithMap();
    const before = map.active?.text;
    for (const [state, table] of [
      [15, before],
      [0, before],
    ] as const) {
      machine.answerRtpg = () =>
        rtpgOf([
          { group: 1, state },
          { group: 2, state: 1 },
        ]);
      await run(machine);
      expect(markers(machine)).toHaveLength(1);
      await runUntilQuiet(machine);
      expect(map.active?.text).toEqual(table);
    }
  });

  it("has a map looked at whose best path group the kernel has disabled, as long as its array is too busy for it", async () => {
    const { machine, map } = await hostWithMap();
    machine.dm.run(["dmsetup", "message", MAP, "0", "switch_group", "2"], "");
    map.active = map.active && { ...map.active, disabled: new Set([1]) };
    let tried = 0;
    // The kernel takes it, the array refuses, and the kernel goes on with the second group.
    machine.dm.intercept = (argv) => {
      if (!argv.includes("switch_group")) return undefined;
      tried++;
      return { status: 0 };
    };
    for (const minute of [1, 2]) {
      await run(machine);
      await runUntilQuiet(machine);
      expect(tried).toBe(minute);
    }
    machine.dm.intercept = () => undefined;
    await run(machine);
    await runUntilQuiet(machine);
    expect(map.active?.table.initialGroup).toBe(1);
    await run(machine);
    expect(markers(machine)).toEqual([]);
  });

  it("tells once that multipath-tools' list of WWIDs is full, and again when it has been mended and is full again", async () => {
    const { machine } = await hostWithMap();
    const list = "/etc/multipath/wwids";
    const full = `# ${"x".repeat(1024 * 1024)}`;
    for (const [text, count] of [
      [full, 1],
      [full, 0],
      ["", 0],
      [full, 1],
    ] as const) {
      machine.tree.put(list, text);
      const { said } = await run(machine);
      expect(said).toHaveLength(count);
      for (const line of said) expect(line).toMatch(/^warning: wwids-not-written: \/etc\/multipath\/wwids: /);
    }
  });

  it("asks a LUN of four idle paths by nine commands, one of them for its access states", async () => {
    const { machine } = await hostWithMap();
    const counts = await commands(machine);
    expect(counts).toEqual({ sg_turs: 4, sg_vpd: 4, sg_rtpg: 1, dmsetup: 2 });
  });

  it("asks one whose paths all carry something for its access states alone", async () => {
    const { machine } = await hostWithMap();
    expect(await commands(machine, carrying(machine, ...DISKS))).toEqual({ sg_rtpg: 1, dmsetup: 2 });
  });

  it("reads what LUNs have said before once, however many there are", async () => {
    const { machine } = await hostWithMap();
    plugLuns(machine, [1, 2]);
    await runUntilQuiet(machine);
    const lists: string[] = [];
    const system = machine.system();
    const list = (path: string) => {
      if (path === "/run/pathplug/rtpg") lists.push(path);
      return system.list(path);
    };
    await audit({ ...system, list }, () => {});
    expect(lists).toHaveLength(1);
  });

  it("does not ask on a path that has just failed its test", async () => {
    const { machine, down } = await hostWithMap();
    down.add("sda");
    const asked: string[] = [];
    machine.beforeSpawn = (argv) => {
      if (argv[0] === "sg_rtpg") asked.push(argv.at(-1) ?? "");
    };
    await audit(machine.system(), () => {});
    expect(asked).toEqual(["/dev/sdb"]);
  });

  it("does not ask a LUN that is not registered", async () => {
    const { machine } = await hostWithMap();
    for (const name of machine.tree.list("/etc/pathplug/luns.d") ?? [])
      machine.tree.remove(`/etc/pathplug/luns.d/${name}`);
    expect(await commands(machine)).not.toHaveProperty("sg_rtpg");
  });

  it("deletes no disk that has come in the place of the one that answered as another LUN", async () => {
    const { machine } = await hostWithMap();
    plugLuns(machine, [1]);
    const page83 = (dev: string) => machine.tree.read(`/sys/block/${dev}/device/vpd_pg83`);
    machine.answerPage83 = (dev) => page83(dev === "sdb" ? "sde" : dev);
    machine.dm.intercept = (argv) => {
      if (argv.includes("fail_path")) {
        machine.unplug("sdb");
        machine.plug(disk(2, 1, { dev: "sdb", devt: "8:16" }));
      }
      return undefined;
    };
    await run(machine);
    expect(machine.disks.get("sdb")?.naa).toBe(disk(2, 1).naa);
    expect(machine.calls.filter((call) => call.includes("/device/delete"))).toEqual([]);
  });

  it("leaves the paths alone whose host becomes another's while it asks", async () => {
    const { machine, down } = await hostWithMap();
    down.add("sdc");
    const said: string[] = [];
    machine.beforeSpawn = (argv) => {
      if (argv[0] === "sg_turs") machine.tree.put("/etc/pathplug/owner", "PATHPLUG_OWNER=multipathd\n");
    };
    await audit(machine.system(), (_, text) => said.push(text));
    expect({ said, messages: machine.dm.messages }).toEqual({ said: [], messages: [] });
  });

  it("does nothing where the host is another's", async () => {
    const { machine, down } = await hostWithMap();
    down.add("sdc");
    machine.tree.put("/etc/pathplug/owner", "PATHPLUG_OWNER=none\n");
    expect((await run(machine)).asked).toEqual([]);
    expect(machine.dm.messages).toEqual([]);
  });
});
