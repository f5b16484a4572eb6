import { describe, expect, it } from "vitest";
import { encodeText } from "../../../core/bytes/text.ts";
import { ensureMap } from "../../../host/requests/ensure-map.ts";
import type { System } from "../../../host/system/system.ts";
import { removeMap } from "../../../worker/serve/remove-map.ts";
import type { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { runRecheck, suspects } from "../simulated/simulated-recheck.ts";
import { assembled, naaOf, shippedProfiles } from "../simulated/simulated-run.ts";
import { callerOf } from "../simulated/simulated-service.ts";

const DISKS = ["sda", "sdb", "sdc", "sdd"];
const MAP = `3${naaOf(0)}`;

async function remove(machine: SimulatedMachine, system: System, isAsked?: () => boolean) {
  const run = { system, profiles: await shippedProfiles, journal: () => {} };
  const request = { verb: "remove", wwid: MAP, deletePaths: false, deadline: machine.now + 60_000 } as const;
  return await removeMap(run, request, isAsked);
}

/** A machine whose map dm-0 has a partition dm-91, and is opened by a program when that has gone. */
function openedWithoutPartition(machine: SimulatedMachine): System {
  const [map] = machine.dm.maps;
  if (map === undefined) throw new Error("there is no map");
  let isThere = true;
  machine.dm.intercept = ([, command, ...rest]) => {
    const part = isThere ? "dm-91 0 L--w\n" : "";
    if (command === "info") return { status: 0, stdout: `dm-0 ${map.open + Number(isThere)} L--w\n${part}` };
    if (command !== "remove" || rest.at(-1) !== `${MAP}-part1`) return undefined;
    isThere = false;
    map.open = 1;
    return { status: 0 };
  };
  const system = machine.system();
  const texts = new Map([
    ["/sys/block/dm-91/dm/uuid", `part1-mpath-${MAP}\n`],
    ["/sys/block/dm-91/dm/name", `${MAP}-part1\n`],
  ]);
  return {
    ...system,
    list: (path) => (isThere && path === "/sys/block/dm-0/holders" ? ["dm-91"] : system.list(path)),
    readBytes: (path, limit) => {
      const text = isThere ? texts.get(path) : undefined;
      return text === undefined ? system.readBytes(path, limit) : encodeText(text);
    },
  };
}

describe("the removal of a map", () => {
  it("that ends when its partitions have gone says that something has changed, and has udev look at the map", async () => {
    const machine = await assembled([0]);
    const system = openedWithoutPartition(machine);
    expect(await remove(machine, system)).toMatchObject({ result: "open", changed: true });
    expect(machine.calls).toContain("write /sys/block/dm-0/uevent");
    expect(machine.tree.list("/run/pathplug/removed")).toEqual([]);
  });

  it("of a LUN that has none leaves no mark where it is taken back, but its disks say who they are", async () => {
    const machine = await assembled([0]);
    expect(await remove(machine, machine.system())).toMatchObject({ result: "done", changed: true });
    machine.tree.remove(`/run/pathplug/removed/${MAP}`);
    expect(await remove(machine, machine.system(), () => false)).toMatchObject({
      result: "failed",
      reason: "it is asked for no more",
      changed: false,
    });
    expect(machine.tree.list("/run/pathplug/removed")).toEqual([]);
    expect(suspects(machine)).toEqual(DISKS.map((dev) => machine.diskseq(dev)));
  });

  it("that was removed before stays removed where who asks again waits no longer", async () => {
    const machine = await assembled([0]);
    await remove(machine, machine.system());
    await remove(machine, machine.system(), () => false);
    expect(machine.tree.list("/run/pathplug/removed")).toEqual([MAP]);
    expect(suspects(machine)).toEqual([]);
  });

  it("that `ensure` takes back while it is looked at does not keep it from its map", async () => {
    const machine = await assembled([0]);
    await remove(machine, machine.system());
    const request = "/run/pathplug/requests/one";
    const text = JSON.stringify({
      verb: "remove",
      wwid: MAP,
      deletePaths: false,
      deadline: machine.now + 60_000,
    });
    machine.tree.put(request, text);
    const host = callerOf(machine);
    let isFirst = true;
    const system: System = {
      ...host,
      sleep: async (ms) => {
        if (isFirst) await remove(machine, machine.system(), () => machine.tree.exists(request));
        isFirst = false;
        // Its disks answer at once.
        await runRecheck(machine);
        await host.sleep(ms);
      },
    };
    expect(await ensureMap(system, { wwid: MAP, minPaths: 1, timeoutMs: 4_000 })).toMatchObject({
      changed: true,
    });
  });
});
