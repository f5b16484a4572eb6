import { describe, expect, it } from "vitest";
import { hostWithMap, MAP, page83, runRecheck, slowly } from "../simulated/simulated-recheck.ts";
import { plugLuns } from "../simulated/simulated-run.ts";

const SDB_USED = `${MAP} reinstate_path 8:16`;

describe("recheck, of a path that answers again,", () => {
  it("never reinstates a path that answers as another LUN: its disk is deleted, and its place looked at anew", async () => {
    const { machine, map, fail } = await hostWithMap();
    plugLuns(machine, [1]);
    fail("sdb");
    machine.answerPage83 = (dev) => page83(machine, dev === "sdb" ? "sde" : dev);
    const { said } = await runRecheck(machine, { 3000: () => machine.unplug("sdb") });
    expect(machine.dm.messages).not.toContain(SDB_USED);
    expect(map.failed.has("8:16")).toBe(true);
    expect(machine.tree.text("/sys/class/scsi_host/host1/scan")).toBe("0 0 0");
    expect(said).toContainEqual(
      expect.stringMatching(/^error: path-changed: sdb: It answers as another LUN than 3600a/),
    );
    expect(said.join("\n")).not.toMatch(/reinstated:.*sdb/);
  });

  it.each([
    ["has another serial number", "S2", false],
    ["has the same one, justified otherwise", "  S1", true],
    ["has none now", "", true],
    ["refuses to tell it", undefined, true],
    ["is cut", "S1 and what is cut", true],
  ] as const)("whose page 83h is the same and which %s", async (_, serial, isUsed) => {
    const { machine, fail } = await hostWithMap();
    const page80 = (text: string) =>
      Uint8Array.from([0, 0x80, 0, text.length, ...new TextEncoder().encode(text)]);
    machine.tree.put("/sys/block/sdb/device/vpd_pg80", page80("S1"));
    const before = machine.answerPage80;
    machine.answerPage80 = (dev) => {
      if (dev !== "sdb") return before(dev);
      return serial === undefined ? { status: 5 } : { status: 0, bytes: page80(serial).slice(0, 12) };
    };
    fail("sdb");
    await runRecheck(machine, { 5000: () => machine.unplug("sdb") });
    expect(machine.dm.messages.includes(SDB_USED)).toBe(isUsed);
    expect(machine.tree.text("/sys/class/scsi_host/host1/scan")).toBe(isUsed ? undefined : "0 0 0");
  });

  it("knows another LUN by what the path was when it failed, though the kernel has read the page again since", async () => {
    const { machine, down, fail } = await hostWithMap();
    plugLuns(machine, [1]);
    down.add("sdb");
    fail("sdb");
    const rescanned = () => {
      machine.tree.put("/sys/block/sdb/device/vpd_pg83", page83(machine, "sde"));
      down.clear();
    };
    await runRecheck(machine, { 10000: rescanned, 20000: () => machine.unplug("sdb") });
    expect(machine.dm.messages).not.toContain(SDB_USED);
  });

  it.each([
    ["names no LUN", () => new Uint8Array([0, 0x83, 0, 0])],
    ["is cut", (page: Uint8Array) => page.slice(0, 20)],
    [
      "is that of a target without a LUN",
      (page: Uint8Array) => page.map((byte, at) => (at === 0 ? 0x7f : byte)),
    ],
  ])(
    "neither deletes nor uses a disk while its page %s, as a controller that is starting answers",
    async (_, answer) => {
      const { machine, map, fail } = await hostWithMap();
      plugLuns(machine, [1]);
      fail("sdb");
      let isStarting = true;
      machine.answerPage83 = (dev) => (isStarting ? answer(page83(machine, "sde")) : page83(machine, dev));
      let during: readonly string[] = [];
      const { said } = await runRecheck(machine, {
        20000: () => {
          during = [...map.failed];
          isStarting = false;
        },
      });
      expect(during).toEqual(["8:16"]);
      expect(machine.disks.has("sdb")).toBe(true);
      expect([...map.failed]).toEqual([]);
      expect(said).toContain(`warning: ${MAP}: sdb fails its test: its page 83h names no LUN`);
    },
  );

  it("has a disk that hangs while it is deleted hold up no other", async () => {
    const { machine, down, fail } = await hostWithMap();
    plugLuns(machine, [1]);
    down.add("sda");
    fail("sda", "sdb");
    machine.answerPage83 = (dev) => page83(machine, dev === "sdb" ? "sde" : dev);
    const began = machine.now;
    let back = 0;
    machine.beforeSpawn = (argv) => {
      if (argv.includes("reinstate_path")) back = machine.now - began;
    };
    const takes = (argv: readonly string[]) => (argv.join(" ").includes("device/delete") ? 120_000 : 0);
    await runRecheck(machine, { 5000: () => down.clear() }, 600_000, slowly(machine, takes));
    expect(machine.dm.messages).toContain(`${MAP} reinstate_path 8:0`);
    expect(machine.dm.messages).not.toContain(SDB_USED);
    expect(back).toBeLessThan(10_000);
    expect(machine.calls.filter((call) => call.includes("write /sys/"))).toEqual([]);
  });

  it("identifies a path that a new table has brought back, whose worker was killed before it could fail it again", async () => {
    const { machine, map, down, fail } = await hostWithMap();
    plugLuns(machine, [1]);
    down.add("sdb");
    fail("sdb");
    const reloaded = () => {
      down.clear();
      machine.answerPage83 = (dev) => page83(machine, dev === "sdb" ? "sde" : dev);
      map.failed.clear();
      machine.tree.put("/run/pathplug/recheck/dm-0", "");
    };
    await runRecheck(machine, { 10000: reloaded });
    expect([...map.failed]).toEqual(["8:16"]);
    expect(machine.disks.has("sdb")).toBe(false);
  });

  it("takes a port that has another number for the same LUN", async () => {
    const { machine, fail } = await hostWithMap();
    fail("sdb");
    // sda is another path of the LUN: its page 83h names another port and group.
    machine.answerPage83 = () => page83(machine, "sda");
    await runRecheck(machine);
    expect(machine.dm.messages).toEqual([`${MAP} reinstate_path 8:16`]);
  });
});
