import { describe, expect, it } from "vitest";
import type { SpawnResult, System } from "../../../host/system/system.ts";
import {
  hostWithMap,
  leftMarkers,
  MAP,
  page83,
  runRecheck,
  slowly,
  suspect,
  suspects,
} from "../simulated/simulated-recheck.ts";
import { disk, plugLuns, runUntilQuiet } from "../simulated/simulated-run.ts";

/** What has LUN 0's path sdc (2:0:0:0) looked at: another LUN of its target has told. */
const TOLD = "target-2:0:0:77";

/** LUN 0's path sdc has become LUN 1. */
async function changedSibling() {
  const host = await hostWithMap();
  plugLuns(host.machine, [1]);
  host.machine.answerPage83 = (dev) => page83(host.machine, dev === "sdc" ? "sde" : dev);
  return host;
}

describe("recheck, of the other LUNs of a target that has told of a change,", () => {
  it("deletes no disk that has come in the place of the one that it asked", async () => {
    const { machine } = await changedSibling();
    machine.tree.put(`/run/pathplug/recheck/${TOLD}`, "");
    machine.beforeSpawn = (argv) => {
      if (argv[0] !== "sg_vpd" || argv.at(-1) !== "/dev/sdc") return;
      machine.beforeSpawn = () => {};
      machine.unplug("sdc");
      machine.plug(disk(2, 2, { dev: "sdc", devt: "8:32" }));
    };
    const { said } = await runRecheck(machine);
    expect(machine.calls.filter((call) => call.includes("/device/delete"))).toEqual([]);
    expect(machine.disks.get("sdc")?.naa).toBe(disk(2, 2).naa);
    expect(said).toEqual([]);
  });

  it("looks at those that a killed recheck had been told of", async () => {
    const { machine, map } = await changedSibling();
    machine.tree.put(`/run/pathplug/rechecking/${TOLD}`, "");
    await runRecheck(machine);
    expect([...map.failed]).toEqual(["8:32"]);
    expect(machine.disks.has("sdc")).toBe(false);
  });

  it("does not end while one is asked", async () => {
    const { machine } = await changedSibling();
    machine.tree.put(`/run/pathplug/recheck/${TOLD}`, "");
    const takes = (argv: readonly string[]) => (argv[0] === "sg_vpd" ? 4_900 : 400);
    await runRecheck(machine, {}, 60_000, slowly(machine, takes));
    expect(machine.dm.messages).toContain(`${MAP} fail_path 8:32`);
    expect(machine.disks.has("sdc")).toBe(false);
  });

  it.each<[string, Partial<SpawnResult>]>([
    ["does not answer", { timedOut: true }],
    ["cannot be asked, because the program is killed,", { status: 137 }],
    ["cannot be asked, because there is no memory,", { status: 62 }],
  ])("has one that %s used no more until it has told who it is", async (_, answer) => {
    const { machine, map } = await hostWithMap();
    let isMended = false;
    const wrap = (system: System): System => ({
      ...system,
      spawn: async (argv, options) => {
        const ran = await system.spawn(argv, options);
        if (isMended || argv[0] !== "sg_vpd" || argv.at(-1) !== "/dev/sdc") return ran;
        return { timedOut: false, stdout: new Uint8Array(0), stderr: "", ...answer };
      },
    });
    machine.tree.put(`/run/pathplug/recheck/${TOLD}`, "");
    let during: readonly string[] = [];
    const mend = () => {
      during = [...map.failed];
      isMended = true;
    };
    await runRecheck(machine, { 20000: mend }, 600_000, wrap);
    expect(during).toEqual(["8:32"]);
    expect([...map.failed]).toEqual([]);
    expect(machine.disks.size).toBe(4);
  });

  it("looks at the other LUNs of a target of which one has told that they have changed", async () => {
    const { machine, map } = await hostWithMap();
    plugLuns(machine, [1]);
    machine.answerPage83 = (dev) => page83(machine, dev === "sdc" ? "sde" : dev);
    machine.tree.put("/run/pathplug/recheck/target-2:0:0:77", "");
    await runRecheck(machine, { 2000: () => machine.unplug("sdc") });
    expect(machine.dm.messages.slice(0, 2)).toEqual([`${MAP} queue_if_no_path`, `${MAP} fail_path 8:32`]);
    expect(machine.dm.messages).not.toContain(`${MAP} reinstate_path 8:32`);
    expect([...map.failed]).toEqual(["8:32"]);
    expect(machine.tree.text("/sys/class/scsi_host/host2/scan")).toBe("0 0 0");
  });

  it("has the other paths of a LUN of which one has become another one used no more until each has said who it is", async () => {
    const { machine, map, fail } = await hostWithMap();
    plugLuns(machine, [1]);
    machine.answerPage83 = (dev) => page83(machine, dev === "sdb" || dev === "sdc" ? "sde" : dev);
    fail("sdb");
    await runRecheck(machine);
    for (const devt of ["8:0", "8:32", "8:48"])
      expect(machine.dm.messages).toContain(`${MAP} fail_path ${devt}`);
    expect([...map.failed].sort()).toEqual(["8:16", "8:32"]);
    expect([...machine.disks.keys()]).not.toContain("sdc");
  });

  it("has them used no more where its map has gone on without the one that has become another one", async () => {
    const { machine, map } = await hostWithMap();
    plugLuns(machine, [1]);
    await runUntilQuiet(machine);
    suspect(machine, "sdb");
    machine.silent.add("/dev/sdb");
    machine.tree.put("/run/pathplug/queue/sdb", "");
    await runUntilQuiet(machine);
    expect(map.active?.text).not.toContain("8:16");
    machine.silent.clear();
    const now = page83(machine, "sde");
    machine.answerPage83 = (dev) => (dev === "sdb" || dev === "sdc" ? now : page83(machine, dev));
    const { said } = await runRecheck(machine);
    expect(said).toContainEqual(expect.stringMatching(/path-changed.*sdb|sdb.*path-changed/));
    for (const devt of ["8:0", "8:32", "8:48"])
      expect(machine.dm.messages).toContain(`${MAP} fail_path ${devt}`);
    for (const devt of ["8:0", "8:48"])
      expect(machine.dm.messages).toContain(`${MAP} reinstate_path ${devt}`);
    expect(machine.dm.messages).not.toContain(`${MAP} reinstate_path 8:32`);
    expect([...machine.disks.keys()].slice(0, 2)).toEqual(["sda", "sdd"]);
  });

  it("has them marked before the first command, so that a killed recheck or audit leaves none unmarked", async () => {
    const { machine, fail } = await hostWithMap();
    plugLuns(machine, [1]);
    machine.answerPage83 = (dev) => page83(machine, dev === "sdb" ? "sde" : dev);
    fail("sdb");
    let marked: readonly string[] = [];
    let isAsked = false;
    machine.beforeSpawn = (argv) => {
      if (marked.length > 0 || !argv.includes("queue_if_no_path")) return;
      marked = suspects(machine);
      isAsked = leftMarkers(machine).includes("sdb");
    };
    await runRecheck(machine);
    expect(marked).toHaveLength(4);
    expect(isAsked).toBe(true);
  });

  it("has what is known to be another LUN in no table that is loaded, while its deletion takes its time", async () => {
    const { machine, map, fail } = await hostWithMap();
    plugLuns(machine, [1]);
    await runUntilQuiet(machine);
    machine.answerPage83 = (dev) => page83(machine, dev === "sdc" ? "sde" : dev);
    machine.hanging.add("sdc");
    fail("sdc");
    let text = "";
    const wrap = (system: System): System => ({
      ...system,
      spawn: async (argv, options) => {
        const ran = await system.spawn(argv, options);
        if (text === "" && argv.join(" ").includes("sdc/device/delete")) {
          machine.unplug("sdd");
          await runUntilQuiet(machine);
          text = map.active?.text ?? "";
          machine.hanging.clear();
        }
        return ran;
      },
    });
    await runRecheck(machine, {}, 600_000, wrap);
    expect(text).toContain("8:0");
    expect(text).not.toContain("8:32");
  });

  it("uses all on where the program is missing that asks, and says so once: an array tells this of each LUN that is added", async () => {
    const { machine } = await hostWithMap();
    machine.answerPage83 = undefined;
    machine.tree.put("/run/pathplug/recheck/target-2:0:0:77", "");
    const { said } = await runRecheck(machine);
    expect(machine.dm.messages).toEqual([]);
    expect(said.filter((line) => line.includes("program-missing"))).toHaveLength(1);
  });
});

describe("recheck, of the disks that no map has of a target that has told of a change,", () => {
  it.each([
    ["deletes one that has become another LUN", "sdi", false],
    ["leaves one alone that is what it was", "sde", true],
  ])("%s", async (_, answers, stays) => {
    const { machine } = await hostWithMap();
    plugLuns(machine, [1, 2]);
    machine.settle();
    const answer = page83(machine, answers);
    machine.answerPage83 = (dev) => (dev === "sde" ? answer : page83(machine, dev));
    machine.tree.put("/run/pathplug/recheck/target-0:0:0:77", "");
    const asked: string[] = [];
    machine.onRescan = (dev) => asked.push(dev);
    await runRecheck(machine);
    expect(machine.disks.has("sde")).toBe(stays);
    expect(asked).toEqual([]);
  });
});
