import { describe, expect, it } from "vitest";
import { ensureMap } from "../../../host/requests/ensure-map.ts";
import type { Failure } from "../../../host/system/failure.ts";
import { SimulatedMachine } from "../../worker/simulated/simulated-machine.ts";
import {
  assembled,
  disk,
  naaOf,
  plugLuns,
  registryOf,
  runUntilQuiet,
} from "../../worker/simulated/simulated-run.ts";
import { callerOf } from "../../worker/simulated/simulated-service.ts";

const MAP = `3${naaOf(0)}`;
const wish = { wwid: MAP, minPaths: 1, timeoutMs: 30_000 };

/** Exit status and code of what a call ends with. */
async function failureOf(call: Promise<unknown>): Promise<string> {
  const reason: unknown = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const { status, diagnostic } = reason as Failure;
  return `${status} ${diagnostic.code}`;
}

describe("ensure", () => {
  it("waits for the LUN, and returns when its map is there", async () => {
    const machine = new SimulatedMachine();
    let rounds = 0;
    const system = callerOf(machine, () => {
      rounds += 1;
      if (rounds === 5) plugLuns(machine, [0]);
    });
    const map = await ensureMap(system, { ...wish, minPaths: 4 });
    expect(map).toMatchObject({ name: MAP, running: ["sda", "sdb", "sdc", "sdd"], changed: true });
  });

  it("has nothing to do where the map stands", async () => {
    const machine = await assembled([0]);
    expect(await ensureMap(callerOf(machine), wish)).toMatchObject({ dm: "dm-0", changed: false });
    expect(machine.tree.list("/run/pathplug/wanted")).toEqual([]);
  });

  it.each(["unknown", "second-path"] as const)(
    "has a LUN claimed that would not be, with its one path: %s",
    async (claim) => {
      const machine = new SimulatedMachine();
      const product = claim === "unknown" ? "MYSTERY" : "disk";
      machine.plug(disk(0, 0, { vendor: "LIO-ORG", product, claim }));
      await runUntilQuiet(machine);
      expect(machine.dm.maps).toEqual([]);
      expect(await ensureMap(callerOf(machine), wish)).toMatchObject({ running: ["sda"] });
      expect(Object.keys(registryOf(machine))).toEqual([`naa.${naaOf(0)}`]);
      await runUntilQuiet(machine);
      machine.system().write("/sys/block/sda/uevent", "change", "attribute");
      await runUntilQuiet(machine);
      expect(machine.tree.list("/run/pathplug/wanted")).toEqual([]);
    },
  );

  it("has its wish kept that is being written while the worker looks", async () => {
    const machine = await assembled([1]);
    machine.tree.put(`/run/pathplug/wanted/${MAP}.new`, "");
    machine.tree.put("/run/pathplug/queue/all", "");
    await runUntilQuiet(machine);
    expect(machine.tree.list("/run/pathplug/wanted")).toEqual([`${MAP}.new`]);
  });

  it("brings back what was removed by hand", async () => {
    const machine = await assembled([0]);
    machine.dm.run(["dmsetup", "remove", MAP], "");
    machine.system().write("/sys/block/sda/uevent", "change", "attribute");
    await runUntilQuiet(machine);
    expect(machine.dm.maps).toEqual([]);
    expect(await ensureMap(callerOf(machine), wish)).toMatchObject({ name: MAP, changed: true });
  });

  it("takes back a request to remove it that nobody waits for", async () => {
    const machine = await assembled([0]);
    const request = { verb: "remove", wwid: MAP, deletePaths: true, deadline: machine.now + 60_000 };
    machine.tree.put("/run/pathplug/requests/one", JSON.stringify(request));
    machine.tree.put("/run/pathplug/requests/two", JSON.stringify({ ...request, wwid: "3600" }));
    await ensureMap(callerOf(machine), wish);
    expect(machine.tree.list("/run/pathplug/requests")).toEqual(["two"]);
  });

  it("does not return a map that is about to be removed: it waits until a run has seen that it stays", async () => {
    const machine = await assembled([0]);
    machine.tree.put(`/run/pathplug/removed/${MAP}`, "1 2 3 4");
    const call = ensureMap({ ...callerOf(machine), sleep: machine.system().sleep }, wish);
    await expect(call).rejects.toThrow("somebody has asked to remove its map");
    expect(await ensureMap(callerOf(machine), wish)).toMatchObject({ name: MAP, changed: true });
  });

  it.each<readonly [string, string, () => Promise<SimulatedMachine> | SimulatedMachine, number]>([
    ["no path of the LUN comes", "unavailable lun-absent", () => assembled([1]), 1],
    ["it has too few paths", "unavailable paths-too-few", () => assembled([0]), 5],
    [
      "its one path is in use",
      "tryAgain map-not-ready",
      async () => {
        const machine = new SimulatedMachine({
          "/proc/1/mountinfo": "30 22 8:0 / /mnt rw - ext4 /dev/x rw\n",
        });
        machine.plug(disk(0, 0));
        await runUntilQuiet(machine);
        return machine;
      },
      1,
    ],
    [
      "the host is not armed",
      "failed not-armed",
      () => {
        const machine = new SimulatedMachine();
        machine.tree.remove("/run/pathplug/armed");
        return machine;
      },
      1,
    ],
  ])("fails where %s: %s", async (_, expected, prepare, minPaths) => {
    const machine = await prepare();
    const call = ensureMap(callerOf(machine), { ...wish, minPaths, timeoutMs: 5_000 });
    expect(await failureOf(call)).toBe(expected);
    expect(machine.tree.list("/run/pathplug/wanted") ?? []).toEqual([]);
  });
});
