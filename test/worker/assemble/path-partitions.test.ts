import { describe, expect, it } from "vitest";
import { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { plugLuns, run, runUntilQuiet } from "../simulated/simulated-run.ts";

const DROP = "partx --delete --nr 1:1024";

/** A LUN of four paths; two of its disks have partitions. What was started that is about partitions or makes a map. */
function parted(): { readonly machine: SimulatedMachine; readonly started: string[] } {
  const machine = new SimulatedMachine();
  const started: string[] = [];
  plugLuns(machine, [0]);
  for (const dev of ["sda", "sdb"]) machine.tree.put(`/sys/block/${dev}/${dev}1/partition`, "1\n");
  machine.beforeSpawn = (argv) => {
    if (argv[0] === "partx" || argv[1] === "create") started.push(argv.slice(0, 2).join(" "));
    if (argv[0] === "partx") started[started.length - 1] = argv.join(" ");
  };
  return { machine, started };
}

describe("partitions of paths", () => {
  it("go when the map stands, and not before", async () => {
    const { machine, started } = parted();
    await runUntilQuiet(machine);
    expect(started.slice(0, 3)).toEqual(["dmsetup create", `${DROP} /dev/sda`, `${DROP} /dev/sdb`]);
  });

  it("are tried again at the next look, as long as they are there", async () => {
    const { machine, started } = parted();
    await runUntilQuiet(machine);
    machine.tree.remove("/sys/block/sda/sda1/partition");
    machine.tree.remove("/sys/block/sda/sda1");
    started.length = 0;
    await run(machine, undefined, true);
    expect(new Set(started)).toEqual(new Set([`${DROP} /dev/sdb`]));
  });

  it("stay where no map can be made", async () => {
    const { machine, started } = parted();
    machine.exclusive.add("/dev/sda");
    await runUntilQuiet(machine);
    expect(machine.dm.maps).toEqual([]);
    expect(started.filter((line) => line.startsWith("partx --delete"))).toEqual([]);
  });
});
