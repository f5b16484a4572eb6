import { describe, expect, it } from "vitest";
import { readMachine } from "../../../host/machine.ts";
import { keepFailed } from "../../../worker/assemble/keep-failed.ts";
import type { Run } from "../../../worker/assemble/run.ts";
import { hostWithMap, MAP, suspect } from "../simulated/simulated-recheck.ts";

describe("a new table whose paths nobody has read just now", () => {
  it.each([
    ["is one of a map with a path that works", ["8:0"], false],
    ["is one of a map without", ["8:0", "8:16"], true],
  ])("%s, and what has failed is failed in it", async (_, failed, isPathless) => {
    const { machine, map } = await hostWithMap();
    for (const devt of failed) map.failed.add(devt);
    const system = machine.system();
    const read = await readMachine(system);
    const table = "0 2048 multipath 0 0 1 1 service-time 0 2 1 8:0 1 8:16 1";
    const action = { kind: "reload", name: MAP, wwid: MAP, uuid: `mpath-${MAP}`, table, reason: "" } as const;
    // Disks that could not be read are in no list of paths.
    const going = await keepFailed({ system } as Run, { ...read, paths: [] }, action);
    expect(going.isPathless).toBe(isPathless);
    await going.finish();
    expect(machine.dm.messages).toEqual(failed.map((devt) => `${MAP} fail_path ${devt}`));
  });

  it("has those failed, too, that were identified since udev was told that none works: it hears of them again by their tests", async () => {
    const { machine } = await hostWithMap();
    for (const dev of ["sda", "sdb"]) suspect(machine, dev);
    const system = machine.system();
    const table = "0 2048 multipath 0 0 1 1 service-time 0 2 1 8:0 1 8:16 1";
    const action = { kind: "reload", name: MAP, wwid: MAP, uuid: `mpath-${MAP}`, table, reason: "" } as const;
    const going = await keepFailed({ system } as Run, await readMachine(system), action);
    expect(going.isPathless).toBe(true);
    machine.tree.remove("/run/pathplug/suspect");
    await going.finish();
    expect(machine.dm.messages).toContain(`${MAP} fail_path 8:0`);
    expect(machine.dm.messages).toContain(`${MAP} fail_path 8:16`);
  });
});
