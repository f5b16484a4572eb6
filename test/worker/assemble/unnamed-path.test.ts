import { describe, expect, it } from "vitest";
import { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { disk, mapsOf, run } from "../simulated/simulated-run.ts";

/** A LUN of an array whose only designator is a NAA that the kernel prints and no standard defines. */
function plugged(): SimulatedMachine {
  const machine = new SimulatedMachine();
  for (const path of [0, 1]) {
    const { serial: _, ...bare } = disk(0, path, { claim: "first-path", naa: "4000000000000001" });
    machine.plug(bare);
  }
  machine.settle();
  return machine;
}

const isClaimed = ({ tree }: SimulatedMachine, devt: string): boolean =>
  tree.text(`/run/udev/data/b${devt}`)?.includes("DM_MULTIPATH_DEVICE_PATH=1") === true;

describe("paths that the rule has claimed and nobody can name", () => {
  it("are given back, each by its diskseq, and asked for no more", async () => {
    const machine = plugged();
    expect(isClaimed(machine, "8:0")).toBe(true);
    const { said } = await run(machine);
    machine.settle();
    expect(machine.tree.list("/run/pathplug/in-use")).toEqual([
      machine.diskseq("sda"),
      machine.diskseq("sdb"),
    ]);
    expect(said.join("\n")).toContain("page 83 names no WWID");
    expect([isClaimed(machine, "8:0"), isClaimed(machine, "8:16")]).toEqual([false, false]);
    expect(mapsOf(machine)).toEqual([]);
    await run(machine, undefined, true);
    expect(machine.calls.filter((call) => call.endsWith("/uevent"))).toEqual([]);
  });
});
