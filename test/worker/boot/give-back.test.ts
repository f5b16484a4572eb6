import { describe, expect, it } from "vitest";
import { giveBack } from "../../../worker/boot/give-back.ts";
import type { SimulatedMachine } from "../simulated/simulated-machine.ts";
import {
  assembled,
  claimedOf,
  disk,
  plugLuns,
  runUntilQuiet,
  shippedProfiles,
} from "../simulated/simulated-run.ts";

const ARMED = "/run/pathplug/armed";
const OWNER = "/etc/pathplug/owner";
const OLD = ["sda", "sdb", "sdc", "sdd"];
const NEW = ["sde", "sdf", "sdg", "sdh"];

/** A host with a map over LUN 0 that is disarmed when the rule has claimed the paths of LUN 1; what it says, and what udev looks at. */
async function givenBack(prepare: (machine: SimulatedMachine) => void = () => {}) {
  const machine = await assembled([0]);
  plugLuns(machine, [1]);
  machine.settle();
  machine.tree.remove(ARMED);
  machine.tree.put(OWNER, "multipathd\n");
  prepare(machine);
  const said: string[] = [];
  const system = machine.system();
  await giveBack(system, await shippedProfiles, (severity, text) => said.push(`${severity}: ${text}`));
  const looked = machine.calls.flatMap((call) => /^write .*\/(\w+)\/uevent$/.exec(call)?.[1] ?? []);
  machine.settle();
  return { machine, said, looked: looked.sort() };
}

describe("what the rule has claimed on a host that is disarmed then", () => {
  it("goes back where its LUN has no map, with its partitions, and is said once; what a map holds is not touched", async () => {
    const { machine, said, looked } = await givenBack();
    expect(looked).toEqual(NEW);
    expect(machine.calls.filter((call) => call.startsWith("partx"))).toEqual(
      NEW.map((dev) => `partx --add /dev/${dev}`),
    );
    expect(said).toEqual([
      `note: the host is disarmed, and these disks, which have no map, are given back: ${NEW.join(" ")}`,
    ]);
    expect(claimedOf(machine)).toEqual(OLD);
  });

  it.each<[string, (machine: SimulatedMachine) => void]>([
    ["the host is armed", ({ tree }) => tree.put(ARMED, "")],
    [
      "`disable` is at work, for nothing speaks against the host",
      ({ tree }) => tree.put(OWNER, "pathplug\n"),
    ],
    ["the next run arms it", ({ tree }) => tree.put("/run/pathplug/disarmed-by-failure", "")],
    [
      "a path of the LUN is held by what has another name",
      ({ tree }) => {
        const list = tree.list.bind(tree);
        tree.list = (path) => (path === "/sys/block/sdf/holders" ? ["dm-9"] : list(path));
      },
    ],
    [
      "multipath-tools' rule has claimed it",
      ({ tree }) => {
        for (const { devt } of [0, 1, 2, 3].map((path) => disk(1, path)))
          tree.put(`/run/udev/data/b${devt}`, "I:1\nE:DM_MULTIPATH_DEVICE_PATH=1\n");
      },
    ],
  ])("stays where %s", async (_, prepare) => {
    const { said, looked } = await givenBack(prepare);
    expect({ said, looked }).toEqual({ said: [], looked: [] });
  });

  it("stays beside a map that has not got it yet, or that has no path left", async () => {
    const machine = await assembled([0]);
    for (const dev of OLD) machine.unplug(dev);
    machine.settle();
    machine.plug(disk(0, 1));
    machine.settle();
    machine.tree.put("/etc/pathplug/owner", "PATHPLUG_OWNER=none\n");
    await runUntilQuiet(machine);
    expect(machine.tree.exists(ARMED)).toBe(false);
    expect(claimedOf(machine)).toEqual(["sdb"]);
  });
});
