import { describe, expect, it } from "vitest";
import { rescanMap } from "../../../host/requests/rescan-map.ts";
import type { Failure } from "../../../host/system/failure.ts";
import type { System } from "../../../host/system/system.ts";
import type { SimulatedMachine } from "../../worker/simulated/simulated-machine.ts";
import { assembled, naaOf, runUntilQuiet } from "../../worker/simulated/simulated-run.ts";
import { callerOf, withDeadSlave } from "../../worker/simulated/simulated-service.ts";

const OLD = 2_097_152;
const NEW = 4_194_304;
const WWID = `3${naaOf(0)}`;

interface Caller {
  readonly machine: SimulatedMachine;
  readonly system: System;
  /** How the table was read. */
  readonly reads: string[];
}

/** A map whose LUN has another size on its array; of some paths the kernel does not learn it. kpartx ends with `status`. */
async function caller(sectors: number, deaf: readonly string[] = [], status = 0): Promise<Caller> {
  const machine = await assembled([0]);
  for (const { dev } of machine.disks.values()) machine.tree.put(`/sys/block/${dev}/size`, `${OLD}\n`);
  machine.onRescan = (dev) => {
    if (!deaf.includes(dev)) machine.tree.put(`/sys/block/${dev}/size`, `${sectors}\n`);
  };
  const reads: string[] = [];
  const system = callerOf(machine);
  return {
    machine,
    reads,
    system: {
      ...system,
      spawn: async (argv, options) => {
        if (argv.includes("resume")) reads.push(argv.join(" "));
        if (argv[0] !== "kpartx" && argv[0] !== "blockdev") return await system.spawn(argv, options);
        reads.push(argv.join(" "));
        const ended = { timedOut: false, stdout: new Uint8Array() };
        if (argv[0] === "blockdev") return { ...ended, status: 0, stderr: "" };
        return { ...ended, status, stderr: status === 0 ? "" : "no such file\n" };
      },
    },
  };
}

const rescan = (system: System, isDue = true) => rescanMap(system, WWID, 10_000, async () => isDue);

async function codeOf(call: Promise<unknown>): Promise<string> {
  const { status, diagnostic } = (await call.catch((thrown: unknown) => thrown)) as Failure;
  return `${status} ${diagnostic.code}`;
}

describe("map rescan", () => {
  it("asks every path, has the worker resize the map, and kpartx read the table after that, past the cache", async () => {
    const { machine, system, reads } = await caller(NEW);
    expect(await rescan(system)).toMatchObject({
      bytes: NEW * 512,
      lunBytes: NEW * 512,
      changed: true,
      partitions: [],
    });
    expect(machine.dm.maps[0]?.active?.table.sectors).toBe(NEW);
    expect(reads).toEqual([
      expect.stringMatching(/^blockdev --flushbufs \/dev\/dm-\d+$/),
      expect.stringMatching(/^kpartx -u -p -part \/dev\/dm-\d+$/),
    ]);
  });

  it("reads the table where the size is as it was", async () => {
    const { system, reads } = await caller(OLD);
    expect(await rescan(system)).toMatchObject({ bytes: OLD * 512, changed: false });
    expect(reads).toHaveLength(2);
  });

  it("leaves the size where the settings do not want another, and tells that of the paths", async () => {
    const { machine, system, reads } = await caller(NEW);
    expect(await rescan(system, false)).toMatchObject({
      bytes: OLD * 512,
      lunBytes: NEW * 512,
      changed: false,
    });
    expect(machine.dm.maps[0]?.active?.table.sectors).toBe(OLD);
    expect(reads).toHaveLength(2);
  });

  it("changes nothing while the paths do not agree, and names their sizes", async () => {
    const { machine, system, reads } = await caller(NEW, ["sdc"]);
    const call = rescan(system);
    await expect(call).rejects.toThrow(`sdc ${OLD * 512}`);
    expect(await codeOf(call)).toBe("tryAgain size-disputed");
    expect(machine.dm.maps[0]?.active?.table.sectors).toBe(OLD);
    expect(reads).toEqual([]);
  });

  it("is done where the map has a disk in its table which is gone", async () => {
    const { machine, system, reads } = await caller(OLD / 2);
    for (const { dev } of machine.disks.values()) machine.tree.put(`/sys/block/${dev}/size`, `${OLD / 2}\n`);
    machine.unplug("sdb");
    await runUntilQuiet(machine);
    expect(await rescan(withDeadSlave(system, machine, "sdb", "8:16"), false)).toMatchObject({
      bytes: OLD * 512,
      lunBytes: (OLD / 2) * 512,
    });
    expect(reads).toHaveLength(2);
  });

  it("fails with what kpartx says", async () => {
    const { system } = await caller(OLD, [], 127);
    const call = rescan(system);
    await expect(call).rejects.toThrow("kpartx: no such file");
    expect(await codeOf(call)).toBe("failed program-failed");
  });

  it("resumes a partition that kpartx has left suspended, because the kernel refuses its new table, and fails", async () => {
    const { machine, system, reads } = await caller(OLD, [], 1);
    const dm = `dm-${machine.dm.maps[0]?.minor}`;
    for (const [part, suspended] of [
      ["dm-91", 0],
      ["dm-92", 1],
    ] as const) {
      machine.tree.put(`/sys/block/${dm}/holders/${part}`, "");
      machine.tree.put(`/sys/block/${part}/dm/uuid`, `part1-mpath-${WWID}\n`);
      machine.tree.put(`/sys/block/${part}/dm/name`, `data-${part}\n`);
      machine.tree.put(`/sys/block/${part}/dm/suspended`, `${suspended}\n`);
    }
    expect(await codeOf(rescan(system))).toBe("failed program-failed");
    expect(reads.slice(2)).toEqual(["dmsetup resume --noudevsync data-dm-92"]);
  });

  it("needs a map, and an armed host", async () => {
    const machine = await assembled([1]);
    expect(await codeOf(rescan(callerOf(machine)))).toBe("unavailable lun-absent");
    machine.tree.remove("/run/pathplug/armed");
    expect(await codeOf(rescan(callerOf(machine)))).toBe("failed not-armed");
  });
});
