import { describe, expect, it } from "vitest";
import { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { disk, mapsOf, naaOf, plugLuns, run, runUntilQuiet } from "../simulated/simulated-run.ts";

const MOUNTED = "/proc/self/mountinfo";
const ROOT = "22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n";
const mount = (dev: string, devt: string, on = "/mnt/a") =>
  `30 22 ${devt} / ${on} rw - ext4 /dev/${dev} rw\n`;

const markers = ({ tree }: SimulatedMachine): readonly string[] => [
  ...(tree.list("/run/pathplug/in-use") ?? []),
];
const isLeft = ({ tree }: SimulatedMachine): boolean => tree.exists("/run/pathplug/left");
const triggered = ({ calls }: SimulatedMachine) => calls.filter((call) => call.endsWith("/uevent"));

function machineWith(luns: readonly number[]): SimulatedMachine {
  const machine = new SimulatedMachine();
  plugLuns(machine, luns);
  machine.settle();
  return machine;
}

describe("who uses a LUN", () => {
  it("is asked in one more process for a burst of new LUNs, and in none for maps that stand", async () => {
    const machine = machineWith([0, 1, 2, 3]);
    await runUntilQuiet(machine);
    expect(mapsOf(machine)).toHaveLength(4);
    expect(machine.probes).toHaveLength(1);
    machine.unplug("sda");
    await runUntilQuiet(machine);
    expect(machine.probes).toHaveLength(1);
  });

  it("is a process that has it open at two looks: the LUN is left, the others are made at once", async () => {
    const machine = machineWith([0, 1]);
    machine.openers.set("sda", "321 qemu-system-x86");
    let made = 0;
    machine.beforeSpawn = (argv) => {
      if (argv.includes("create")) made = machine.now;
    };
    const began = machine.now;
    const { said } = await run(machine);
    expect(mapsOf(machine)).toEqual([expect.stringContaining(naaOf(1))]);
    expect(made - began).toBeLessThan(1_200);
    expect(said).toContainEqual(
      expect.stringMatching(/^warning: lun-in-use: sda: sda is open in process 321 \(qemu-system-x86\)/),
    );
    expect(markers(machine)).toEqual(
      expect.arrayContaining([machine.diskseq("sda"), machine.diskseq("sdd"), `naa.${naaOf(0)}`]),
    );
    expect(isLeft(machine)).toBe(true);
  });

  it("is not a process that has it open for a moment", async () => {
    const machine = machineWith([0]);
    machine.openers.set("sda", "321 blkid");
    const end = machine.now + 1_100;
    machine.beforeSpawn = () => {
      if (machine.now >= end) machine.openers.clear();
    };
    await run(machine);
    expect(machine.probes).toHaveLength(2);
    expect(mapsOf(machine)).toHaveLength(1);
    expect(markers(machine)).toEqual([]);
  });

  it("is not one process and then another", async () => {
    const machine = machineWith([0]);
    let pid = 0;
    machine.beforeSpawn = (argv) => {
      if (argv[0] === "child") machine.openers.set("sda", `${++pid} scan`);
      if (pid > 3) machine.openers.clear();
    };
    await run(machine);
    expect(mapsOf(machine)).toHaveLength(1);
  });

  it("is not known where a path hangs: it waits, is parked, and the others go on", async () => {
    const machine = machineWith([0, 1, 2]);
    machine.hanging.add("sdb");
    const { said, status } = await run(machine);
    expect(mapsOf(machine).map((map) => map.split(" ")[0])).toEqual([`3${naaOf(1)}`, `3${naaOf(2)}`]);
    expect(said.filter((line) => line.includes("path-hangs"))).toHaveLength(1);
    expect(status).toBe(0);
    expect(machine.parked()).toHaveLength(4);
    expect(markers(machine)).toEqual([]);
    expect(triggered(machine)).toEqual([]);
    machine.hanging.clear();
    machine.system().write("/sys/block/sdb/uevent", "change", "attribute");
    await runUntilQuiet(machine);
    expect(mapsOf(machine)).toHaveLength(3);
  });
});

describe("a LUN that was left", () => {
  async function leftByMount(): Promise<SimulatedMachine> {
    const machine = new SimulatedMachine({ [MOUNTED]: ROOT + mount("sda", "8:0") });
    plugLuns(machine, [0]);
    await runUntilQuiet(machine);
    expect(mapsOf(machine)).toEqual([]);
    expect(markers(machine)).toHaveLength(5);
    return machine;
  }

  it("becomes a map when all disks are to be looked at and it is free, and nothing is left of its marks", async () => {
    const machine = await leftByMount();
    machine.tree.put(MOUNTED, ROOT);
    machine.tree.put("/run/pathplug/queue/all", "");
    await runUntilQuiet(machine);
    expect(mapsOf(machine)).toHaveLength(1);
    expect(markers(machine)).toEqual([]);
    expect(isLeft(machine)).toBe(false);
  });

  it("stays left while it is in use, and no run causes the event that starts the next", async () => {
    const machine = await leftByMount();
    machine.tree.put("/run/pathplug/queue/all", "");
    await runUntilQuiet(machine);
    expect(triggered(machine)).toEqual([]);
    expect(markers(machine)).toHaveLength(5);
  });

  it("leaves no mark behind when its last path goes, so that a new one under its id is claimed", async () => {
    const machine = await leftByMount();
    for (const dev of ["sda", "sdb", "sdc", "sdd"]) machine.unplug(dev);
    machine.tree.put(MOUNTED, ROOT);
    await runUntilQuiet(machine);
    expect(markers(machine)).toEqual([]);
    expect(isLeft(machine)).toBe(false);
    plugLuns(machine, [0]);
    await runUntilQuiet(machine);
    expect(mapsOf(machine)).toHaveLength(1);
  });

  it("keeps its LUN's mark when one of its paths goes", async () => {
    const machine = await leftByMount();
    machine.unplug("sdd");
    await runUntilQuiet(machine);
    expect(markers(machine)).toContain(`naa.${naaOf(0)}`);
    machine.plug(disk(0, 3));
    await runUntilQuiet(machine);
    expect(mapsOf(machine)).toEqual([]);
  });

  it("has one unit started for each of its mounts, in one call of a run, and none for the root", async () => {
    const machine = new SimulatedMachine({
      "/run/systemd/system/x": "",
      "/proc/1/mountinfo":
        "22 1 8:0 / / rw - ext4 /dev/sda rw\n" +
        mount("sda", "8:0", "/mnt/a\\040b") +
        mount("sda", "8:0", "/srv") +
        mount("sde", "8:64", "/data"),
    });
    plugLuns(machine, [0, 1]);
    const started: string[] = [];
    machine.beforeSpawn = (argv) => {
      if (argv[0] === "systemctl") started.push(argv.slice(1).join(" "));
    };
    await runUntilQuiet(machine);
    const units = ["mnt-a\\x20b", "srv", "data"].map((name) => `pathplug-left@${name}.service`).join(" ");
    expect([...new Set(started)]).toEqual([
      `--no-block --quiet --job-mode=ignore-dependencies start ${units}`,
    ]);
  });
});

describe("a LUN of which something that no table names has a path open exclusively, as ZFS has", () => {
  async function leftByZfs(): Promise<SimulatedMachine> {
    const machine = new SimulatedMachine();
    machine.exclusive.add("/dev/sdb");
    for (const path of [0, 1]) machine.plug(disk(0, path));
    await runUntilQuiet(machine);
    expect(mapsOf(machine)).toEqual([]);
    expect(markers(machine)).toHaveLength(3);
    return machine;
  }

  it.each(["blocked", "transport-offline", "offline"])(
    "stays left while that path cannot be asked, because it is %s, and becomes a map when it is running and free",
    async (state) => {
      const machine = await leftByZfs();
      const marked = markers(machine);
      machine.tree.put("/sys/block/sdb/device/state", `${state}\n`);
      machine.tree.put("/run/pathplug/queue/all", "");
      const said = await runUntilQuiet(machine);
      expect(said).toContainEqual(expect.stringMatching(/^warning: path-hangs: sdb: /));
      expect(mapsOf(machine)).toEqual([]);
      expect(triggered(machine)).toEqual([]);
      expect(markers(machine)).toEqual(marked);
      machine.exclusive.clear();
      machine.tree.put("/sys/block/sdb/device/state", "running\n");
      machine.comeBack();
      await runUntilQuiet(machine);
      expect(mapsOf(machine)).toHaveLength(1);
    },
  );

  it("stays left while udev knows nothing of its disks, as after the change from the initramfs", async () => {
    const machine = await leftByZfs();
    for (const devt of ["8:0", "8:16"]) machine.tree.remove(`/run/udev/data/b${devt}`);
    machine.tree.put("/run/pathplug/queue/all", "");
    await runUntilQuiet(machine);
    expect(markers(machine)).toHaveLength(3);
  });

  it.each<[string, (machine: SimulatedMachine) => void]>([
    ["is opened exclusively", ({ exclusive }) => exclusive.add("/dev/sdc")],
    ["a process has open", ({ openers }) => openers.set("sdc", "77 qemu-system-x86")],
  ])("is left, too, where the path that %s is refused for its size", async (_, use) => {
    const machine = new SimulatedMachine();
    use(machine);
    for (const path of [0, 1]) machine.plug(disk(0, path));
    machine.plug(disk(0, 2, { sectors: 1_048_576 }));
    const said = await runUntilQuiet(machine);
    expect(said).toContainEqual(expect.stringMatching(/^error: path-size-differs: sdc: /));
    expect(mapsOf(machine)).toEqual([]);
    expect(markers(machine)).toHaveLength(4);
  });

  it("stays left when the sizes of its paths differ, and none is right by majority", async () => {
    const machine = await leftByZfs();
    machine.tree.put("/sys/block/sdb/size", "1048576\n");
    machine.tree.put("/run/pathplug/queue/all", "");
    await runUntilQuiet(machine);
    expect(mapsOf(machine)).toEqual([]);
    expect(markers(machine)).toHaveLength(3);
  });

  it("keeps no other LUN from its map whose path is away and was never in use", async () => {
    const machine = new SimulatedMachine();
    for (const path of [0, 1]) machine.plug(disk(0, path));
    machine.tree.put("/sys/block/sdb/device/state", "offline\n");
    await runUntilQuiet(machine);
    expect(mapsOf(machine)).toHaveLength(1);
  });
});

describe("a marker that asks for all disks", () => {
  it("waits for the end of the burst, and is done with", async () => {
    const machine = machineWith([0]);
    machine.tree.put("/run/pathplug/queue/all", "");
    await runUntilQuiet(machine);
    expect(mapsOf(machine)).toHaveLength(1);
    expect(machine.dm.loads).toHaveLength(1);
    expect(machine.hasMarkers()).toBe(false);
  });
});
