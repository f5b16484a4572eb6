import { describe, expect, it } from "vitest";
import { assemble } from "../../../worker/assemble/assemble.ts";
import { type SimulatedDisk, SimulatedMachine } from "../simulated/simulated-machine.ts";
import {
  disk,
  mapsOf,
  naaOf,
  plugLuns,
  run,
  runUntilQuiet,
  shippedProfiles,
} from "../simulated/simulated-run.ts";

const MOUNTINFO = "/proc/self/mountinfo";
const ROOT = "22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n";

/** Runs with something that happens when the LUN is registered: after the look, before udev is told to look again. */
async function runWith(machine: SimulatedMachine, happen: () => void): Promise<readonly string[]> {
  const system = machine.system();
  const said: string[] = [];
  const write: typeof system.write = (path, content, how) => {
    if (path.startsWith("/etc/pathplug/luns.d/")) happen();
    return system.write(path, content, how);
  };
  const journal = (severity: string, text: string): number => said.push(`${severity}: ${text}`);
  await assemble({ ...system, write }, await shippedProfiles, journal, false);
  return said;
}

/** LIO's disks, which are claimed from the second path on: udev has to be told. */
const LIO: Partial<SimulatedDisk> = { vendor: "LIO-ORG", product: "disk", claim: "second-path" };

function plugged(): SimulatedMachine {
  const machine = new SimulatedMachine();
  plugLuns(machine, [0], LIO);
  machine.settle();
  return machine;
}

const triggered = ({ calls }: SimulatedMachine) => calls.filter((call) => call.endsWith("/uevent"));

describe("a LUN that is to be claimed", () => {
  it("is triggered on each of its paths while nobody uses it", async () => {
    const machine = plugged();
    await runWith(machine, () => {});
    expect(triggered(machine)).toHaveLength(4);
    expect(mapsOf(machine)).toHaveLength(1);
  });

  it.each<[string, string, (machine: SimulatedMachine) => void]>([
    [
      "mounted",
      "sdb is mounted on /mnt",
      ({ tree }) => tree.put(MOUNTINFO, `${ROOT}30 22 8:16 / /mnt rw - ext4 /dev/sdb rw\n`),
    ],
    [
      "swapped on",
      "sdb is swapped on",
      ({ tree }) => tree.put("/proc/swaps", "Filename Type\n/dev/sdb partition\n"),
    ],
    ["held", "sdb is held by md0", ({ tree }) => tree.makeDirectory("/sys/block/sdb/holders/md0")],
  ])("is left, with all its paths, when one was %s since it was looked at", async (_, use, happen) => {
    const machine = plugged();
    const said = await runWith(machine, () => happen(machine));
    expect(triggered(machine)).toEqual([]);
    expect(mapsOf(machine)).toEqual([]);
    const marked = machine.tree.list("/run/pathplug/in-use") ?? [];
    expect(marked).toEqual(
      expect.arrayContaining(["sda", "sdb", "sdc", "sdd"].map((dev) => machine.diskseq(dev))),
    );
    expect(marked).toContain("naa.600a09800000000000000000000000a0");
    expect(said.filter((line) => line.includes("lun-in-use") && line.includes(use))).not.toEqual([]);
  });

  it("is not registered where that came before: the rule would claim it by that at its next event, before the marks", async () => {
    const machine = plugged();
    machine.beforeSpawn = (argv) => {
      if (argv.includes("probe"))
        machine.tree.put(MOUNTINFO, `${ROOT}30 22 8:16 / /mnt rw - ext4 /dev/sdb rw\n`);
    };
    await runWith(machine, () => {});
    expect(machine.tree.list("/etc/pathplug/luns.d") ?? []).toEqual([]);
    expect(machine.tree.list("/run/pathplug/in-use")).toContain("naa.600a09800000000000000000000000a0");
    expect(triggered(machine)).toEqual([]);
  });

  it("is registered once more when the rule would look it up under another id than the one it is known by", async () => {
    const machine = plugged();
    const [first, second] = ["naa.600a09800000000000000000000000a0", "t10.LIO-ORG as it was"];
    machine.tree.makeDirectory("/etc/pathplug/luns.d");
    machine.tree.put(
      `/etc/pathplug/luns.d/${second}`,
      "PATHPLUG_FORMAT=1\nPATHPLUG_WWID=3600a09800000000000000000000000a0\nPATHPLUG_ALIAS=data\n",
    );
    await runWith(machine, () => {});
    expect(machine.tree.text(`/etc/pathplug/luns.d/${first}`)).toContain(`PATHPLUG_ALIAS="data"`);
    expect(mapsOf(machine)).toHaveLength(1);
  });

  it("is triggered, too, when it gets the names of another one that was triggered in the same run", async () => {
    const machine = new SimulatedMachine();
    const plug = (more: Partial<SimulatedDisk>): void => {
      for (const path of [0, 1]) machine.plug(disk(0, path, { ...LIO, ...more }));
    };
    plug({});
    machine.settle();
    const system = machine.system();
    const isClaimed = () => machine.tree.text("/run/udev/data/b8:0")?.includes("DM_MULTIPATH_DEVICE_PATH=1");
    let isSwapped = false;
    const sleep: typeof system.sleep = async (milliseconds) => {
      await system.sleep(milliseconds);
      if (isSwapped || machine.dm.maps.length > 0 || isClaimed() !== true) return;
      isSwapped = true;
      for (const dev of ["sda", "sdb"]) machine.unplug(dev);
      plug({ naa: naaOf(5), serial: "S5" });
    };
    await run(machine, undefined, false, { ...system, sleep });
    await runUntilQuiet(machine);
    expect(isSwapped).toBe(true);
    expect(mapsOf(machine)).toEqual([expect.stringContaining(naaOf(5))]);
  });
});
