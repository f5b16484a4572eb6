import { describe, expect, it } from "vitest";
import type { System } from "../../../host/system/system.ts";
import {
  hostWithMap,
  MAP,
  page83,
  runRecheck,
  slowly,
  suspect,
  suspects,
  UA,
} from "../simulated/simulated-recheck.ts";
import { naaOf, plugLuns, runUntilQuiet } from "../simulated/simulated-run.ts";

describe("recheck, of a path that may be another LUN now,", () => {
  it("has the kernel use it again once page 83h has named its LUN, within little more than a second", async () => {
    const { machine, map, fail } = await hostWithMap();
    suspect(machine, "sdb");
    fail("sdb");
    const began = machine.now;
    let back = 0;
    machine.beforeSpawn = (argv) => {
      if (argv.includes("reinstate_path")) back = machine.now - began;
    };
    await runRecheck(machine);
    expect([...map.failed]).toEqual([]);
    expect(back).toBeLessThan(1_200);
    expect(suspects(machine)).toEqual([]);
  });

  it("has its map use it no more where the rule's program did not get so far", async () => {
    const { machine } = await hostWithMap();
    suspect(machine, "sdb");
    const { said } = await runRecheck(machine);
    expect(machine.dm.messages).toEqual([
      `${MAP} queue_if_no_path`,
      `${MAP} fail_path 8:16`,
      `${MAP} reinstate_path 8:16`,
    ]);
    expect(said[0]).toBe(
      `warning: ${MAP}: sdb is used no more until it has been identified: it has told ${UA}`,
    );
  });

  it("says why a path has failed that the rule's program has failed, once, and that it was the last one in use", async () => {
    const { machine, fail } = await hostWithMap();
    suspect(machine, "sdb");
    fail("sdb");
    const once = `warning: ${MAP}: sdb is used no more until it has been identified: it has told ${UA}`;
    expect((await runRecheck(machine)).said.filter((line) => line.includes("identified"))).toEqual([once]);
    suspect(machine, "sdb");
    fail("sda", "sdb", "sdc", "sdd");
    expect((await runRecheck(machine)).said.filter((line) => line.includes("identified"))).toEqual([
      `${once}; no other path is in use, and I/O waits meanwhile`,
    ]);
  });

  it("tests again what has told it once more while it was being identified, and uses it no earlier", async () => {
    const { machine, fail } = await hostWithMap();
    suspect(machine, "sdb");
    fail("sdb");
    let asked = 0;
    machine.answerPage83 = (dev) => {
      if (asked++ === 0) suspect(machine, "sdb");
      return page83(machine, dev);
    };
    await runRecheck(machine);
    expect(asked).toBe(2);
    expect(machine.dm.messages).toEqual([`${MAP} reinstate_path 8:16`]);
    expect(suspects(machine)).toEqual([]);
  });

  it("never reinstates it where it has become another LUN, though the kernel has read its page again", async () => {
    const { machine, map, fail } = await hostWithMap();
    plugLuns(machine, [1]);
    machine.tree.put("/sys/block/sdb/device/vpd_pg83", page83(machine, "sde"));
    suspect(machine, "sdb");
    fail("sdb");
    await runRecheck(machine, { 3000: () => machine.unplug("sdb") });
    expect(map.failed.has("8:16")).toBe(true);
    expect(machine.dm.messages).not.toContain(`${MAP} reinstate_path 8:16`);
    expect(machine.tree.text("/sys/class/scsi_host/host1/scan")).toBe("0 0 0");
    expect(suspects(machine)).toEqual([]);
  });

  it("says once that the program is missing that asks: without it no such disk comes into a map", async () => {
    const { machine } = await hostWithMap();
    plugLuns(machine, [1]);
    machine.settle();
    for (const dev of ["sde", "sdf"]) suspect(machine, dev);
    machine.answerPage83 = undefined;
    const { said } = await runRecheck(machine, { 8000: () => machine.tree.remove("/run/pathplug/suspect") });
    expect(said.filter((line) => line.includes("program-missing"))).toHaveLength(1);
  });

  it("reads a disk anew that no map has any more, and has the worker look at it", async () => {
    const { machine } = await hostWithMap();
    plugLuns(machine, [1]);
    suspect(machine, "sde");
    const asked: string[] = [];
    machine.onRescan = (dev) => asked.push(dev);
    await runRecheck(machine);
    expect(asked).toEqual(["sde"]);
    expect(suspects(machine)).toEqual([]);
    expect(machine.tree.exists("/run/pathplug/queue/sde")).toBe(true);
  });

  it("has a disk that no map has any more deleted where it has become another LUN: read anew, it would keep the links of the old one", async () => {
    const { machine } = await hostWithMap();
    plugLuns(machine, [1, 2]);
    machine.settle();
    suspect(machine, "sde");
    const now = page83(machine, "sdi");
    machine.silent.add("/dev/sde");
    machine.answerPage83 = (dev) => (dev === "sde" ? now : page83(machine, dev));
    machine.tree.remove("/run/pathplug/queue/sde");
    let during = "";
    await runRecheck(machine, {
      20000: () => {
        during = `${suspects(machine).length} ${machine.tree.exists("/run/pathplug/queue/sde")}`;
        machine.silent.clear();
      },
    });
    expect(during).toBe("1 false");
    expect(machine.disks.has("sde")).toBe(false);
    expect(machine.tree.text("/sys/class/scsi_host/host0/scan")).toBe("0 0 1");
    expect(suspects(machine)).toEqual([]);
  });

  it("has what its map lost while it was identified looked at by the worker, which brings it back", async () => {
    const { machine, map, fail } = await hostWithMap();
    suspect(machine, "sdb");
    fail("sdb");
    // The kernel takes no message about a path that the table does not have.
    machine.dm.intercept = (argv) => {
      const at = argv.indexOf("reinstate_path");
      if (at < 0 || map.active?.bound.has(argv[at + 1] ?? "")) return undefined;
      return { status: 1, stderr: "Invalid argument" };
    };
    let isAsked = false;
    const wrap = (system: System): System => ({
      ...system,
      spawn: async (argv, options) => {
        if (!isAsked && argv[0] === "sg_vpd" && argv.at(-1) === "/dev/sdb") {
          isAsked = true;
          machine.unplug("sdd");
          await runUntilQuiet(machine);
          expect(map.active?.text).not.toContain("8:16");
        }
        return await system.spawn(argv, options);
      },
    });
    await runRecheck(machine, {}, 60_000, wrap);
    await runUntilQuiet(machine);
    expect(map.active?.text).toContain("8:16");
  });

  it("forgets none, and no mark of a marginal path, because the disks could not be listed for a moment", async () => {
    const { machine, down, fail } = await hostWithMap();
    suspect(machine, "sdb");
    const seq = machine.diskseq("sdb");
    machine.tree.put(`/run/pathplug/marginal/${seq}`, "by-hand\n");
    down.add("sdb");
    fail("sdb");
    const began = machine.now;
    const blind = (system: System): System => ({
      ...system,
      list: (path) => (path === "/sys/block" && machine.now < began + 3_000 ? undefined : system.list(path)),
    });
    const during: string[] = [];
    const look = () => {
      during.push(...suspects(machine), ...(machine.tree.list("/run/pathplug/marginal") ?? []));
      machine.unplug("sdb");
    };
    await runRecheck(machine, { 9000: look }, 60_000, blind);
    expect(during).toEqual([`${seq}.test`, seq]);
    expect(suspects(machine)).toEqual([]);
  });

  it("has none that hangs while it is read anew hold up the others", async () => {
    const { machine, down, fail } = await hostWithMap();
    plugLuns(machine, [1]);
    suspect(machine, "sde");
    down.add("sdb");
    fail("sdb");
    const began = machine.now;
    let back = 0;
    machine.beforeSpawn = (argv) => {
      if (argv.includes("reinstate_path")) back = machine.now - began;
    };
    const takes = (argv: readonly string[]) => (argv[0] === "tee" ? 60_000 : 0);
    await runRecheck(machine, { 3000: () => down.clear() }, 600_000, slowly(machine, takes));
    expect(back).toBeLessThan(10_000);
  });

  it("tries it again where device-mapper refuses to fail it, and does not end before", async () => {
    const { machine, map } = await hostWithMap();
    suspect(machine, "sdb");
    const began = machine.now;
    let failed = 0;
    machine.dm.intercept = (argv) => {
      if (!argv.includes("fail_path")) return undefined;
      if (machine.now - began < 8_000) return { status: 1, stderr: "Device or resource busy" };
      failed ||= machine.now - began;
      return undefined;
    };
    const { said } = await runRecheck(machine);
    expect(failed).toBeGreaterThan(0);
    expect(failed).toBeLessThan(8_600);
    expect(said.filter((line) => line.includes("is used still"))).toHaveLength(1);
    expect([...map.failed]).toEqual([]);
    expect(suspects(machine)).toEqual([]);
  });

  it("uses none that has told again while it was being registered", async () => {
    const { machine, map, fail } = await hostWithMap();
    plugLuns(machine, [1]);
    const file = `/etc/pathplug/luns.d/naa.${naaOf(0)}`;
    machine.tree.put(file, `${machine.tree.text(file)}PATHPLUG_RESERVATION_KEY="0xa1"\n`);
    for (const port of [1, 3, 4])
      machine.reservations.out({ lun: naaOf(0), port }, "--register-ignore --param-sark=a1");
    fail("sdb");
    let isOther = false;
    machine.answerPage83 = (dev) => page83(machine, isOther && dev === "sdb" ? "sde" : dev);
    machine.reservations.beforeOut = () => {
      isOther = true;
      suspect(machine, "sdb");
    };
    await runRecheck(machine);
    expect(machine.dm.messages).not.toContain(`${MAP} reinstate_path 8:16`);
    expect(map.failed.has("8:16")).toBe(true);
    expect(machine.disks.has("sdb")).toBe(false);
  });

  it("fails it again that has told in the very moment in which it was reinstated, without waiting for a look", async () => {
    const { machine, map, fail } = await hostWithMap();
    fail("sdb");
    let times = 0;
    // No look is possible before it has failed.
    let isBlind = false;
    machine.dm.intercept = (argv) =>
      isBlind && argv[1] === "table" ? { status: 1, stderr: "no memory" } : undefined;
    machine.beforeSpawn = (argv) => {
      if (argv.includes("reinstate_path")) isBlind = times === 0;
      if (argv.includes("fail_path")) isBlind = false;
      // What the rule's program sends in this moment changes nothing: the path has failed already.
      if (argv.includes("reinstate_path") && times++ === 0)
        machine.tree.put(`/run/pathplug/suspect/${machine.diskseq("sdb")}`, `${UA}\n`);
    };
    await runRecheck(machine);
    expect(machine.dm.messages).toEqual([
      `${MAP} reinstate_path 8:16`,
      `${MAP} queue_if_no_path`,
      `${MAP} fail_path 8:16`,
      `${MAP} reinstate_path 8:16`,
    ]);
    expect([...map.failed]).toEqual([]);
  });

  it("has a map whose settings say fail do so again when all is known", async () => {
    const { machine, map, fail } = await hostWithMap();
    const file = `/etc/pathplug/luns.d/naa.${naaOf(0)}`;
    machine.tree.put(file, (machine.tree.text(file) ?? "").replace('RETRY="queue"', 'RETRY="fail"'));
    suspect(machine, "sdb");
    fail("sdb");
    await runRecheck(machine);
    expect(machine.dm.messages).toEqual([`${MAP} reinstate_path 8:16`, `${MAP} fail_if_no_path`]);
    expect(map.active?.table.features).not.toContain("queue_if_no_path");
  });
});
