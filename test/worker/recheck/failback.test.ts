import { describe, expect, it } from "vitest";
import type { CompiledProfiles } from "../../../core/profile/compiled.ts";
import type { Failback } from "../../../core/profile/settings.ts";
import type { System } from "../../../host/system/system.ts";
import { assemble } from "../../../worker/assemble/assemble.ts";
import { FailbackWatch } from "../../../worker/recheck/failback-watch.ts";
import { rtpgOf } from "../../machines/disk.ts";
import { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { hostWithMap, leftMarkers, MAP, runRecheck } from "../simulated/simulated-recheck.ts";
import { disk, naaOf, plugLuns, shippedProfiles } from "../simulated/simulated-run.ts";

/** Runs of the worker until nothing waits, with this setting of the site. */
async function assembleWith(machine: SimulatedMachine, failback: Failback): Promise<void> {
  const overrides = { source: "site", settings: { failback } };
  const profiles = { ...(await shippedProfiles), site: { luns: [], overrides } } as CompiledProfiles;
  machine.settle();
  for (let round = 0; machine.hasMarkers() && round < 20; round++) {
    await assemble(machine.system(), profiles, () => {}, false);
    machine.settle();
  }
}

/** The array has handed the LUN over: the second group of ports is optimized now, and a unit attention brings the worker. */
function handOver(machine: SimulatedMachine): void {
  machine.answerRtpg = () =>
    rtpgOf([
      { group: 1, state: 1 },
      { group: 2, state: 0 },
    ]);
  machine.tree.put("/run/pathplug/queue/sda", "");
}

const groupInUse = (machine: SimulatedMachine) =>
  machine.dm.maps[0]?.active?.text.match(/(\d) service-time/)?.[1];

describe("failback of a map none of whose paths has failed", () => {
  it("comes after N seconds where its LUN has been handed over", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    await assembleWith(machine, 5);
    expect(leftMarkers(machine)).toEqual([]);
    handOver(machine);
    await assembleWith(machine, 5);
    expect(groupInUse(machine)).toBe("2");
    expect(leftMarkers(machine)).not.toEqual([]);
    const { took } = await runRecheck(machine);
    expect(machine.dm.messages).toEqual([`${MAP} switch_group 1`]);
    expect(took).toBeGreaterThanOrEqual(5_000);
  });

  it("comes after N seconds where nobody looked after it when it was found so", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    await assembleWith(machine, 5);
    handOver(machine);
    await assembleWith(machine, 5);
    for (const name of leftMarkers(machine)) machine.tree.remove(`/run/pathplug/recheck/${name}`);
    machine.tree.put("/run/pathplug/queue/sda", "");
    await assembleWith(machine, 5);
    expect(leftMarkers(machine)).not.toEqual([]);
  });

  it("does not come where it is manual, and is not waited for where the best group is in use", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    await assembleWith(machine, "manual");
    handOver(machine);
    await assembleWith(machine, "manual");
    expect(groupInUse(machine)).toBe("2");
    expect(leftMarkers(machine)).toEqual([]);
  });

  it.each(["followover", "immediate"] as const)(
    "%s: comes with a best group all of whose disks are new",
    async (failback) => {
      const machine = new SimulatedMachine();
      for (const path of [1, 3]) machine.plug(disk(0, path));
      await assembleWith(machine, failback);
      for (const path of [0, 2]) machine.plug(disk(0, path));
      await assembleWith(machine, failback);
      expect(groupInUse(machine)).toBe("1");
    },
  );
});

describe("failback followover", () => {
  it.each([
    ["where the recheck goes on", false],
    ["where it is killed right after it has reinstated the first path", true],
  ])("comes with the first path of the best group %s", async (_, isKilled) => {
    const { machine, down, fail } = await hostWithMap();
    const file = `/etc/pathplug/luns.d/naa.${naaOf(0)}`;
    const text = machine.tree.text(file) ?? "";
    machine.tree.put(file, text.replace(/PATHPLUG_FAILBACK="[^"]*"/, 'PATHPLUG_FAILBACK="followover"'));
    for (const dev of ["sda", "sdc"]) down.add(dev);
    fail("sda", "sdc");
    machine.dm.run(["dmsetup", "message", MAP, "0", "switch_group", "2"], "");
    const killed = new Error("killed");
    const kill = (system: System): System => ({
      ...system,
      sleep: async (milliseconds) => {
        await system.sleep(milliseconds);
        if (machine.dm.messages.some((message) => message.includes("reinstate_path"))) throw killed;
      },
    });
    const first = runRecheck(machine, { 10000: () => down.clear() }, 3_600_000, isKilled ? kill : undefined);
    if (isKilled) await expect(first).rejects.toBe(killed);
    await first.catch(() => {});
    if (isKilled) await runRecheck(machine);
    expect(machine.dm.messages.filter((message) => message.endsWith("switch_group 1"))).toHaveLength(1);
    expect(leftMarkers(machine)).toEqual([]);
  });

  it("does not come again where the recheck is killed when the kernel has been told", async () => {
    const machine = new SimulatedMachine();
    const seen = (watch: FailbackWatch, current: number, usable: boolean, now: number): number => {
      const due = watch.note([map(current, [usable, true])], registered("followover"), now);
      for (const each of due) watch.done(each);
      return due.length;
    };
    const watch = new FailbackWatch(machine.system(), () => {});
    expect([seen(watch, 2, false, 0), seen(watch, 2, true, 300), seen(watch, 1, true, 600)]).toEqual([
      0, 1, 0,
    ]);
    // Another host has moved the LUN since.
    expect(seen(new FailbackWatch(machine.system(), () => {}), 2, true, 9_000)).toBe(0);
  });
});

const map = (current: number, usable: boolean[]) =>
  ({ map: "m", wwid: "3", groups: { current, usable } }) as never;
const registered = (failback: string) => new Map([["3", { entry: { failback }, keys: new Set() }]]) as never;

describe("a switch that is due", () => {
  it("with followover, within the rest after the last one, comes when that is over, and once", () => {
    const watch = new FailbackWatch(new SimulatedMachine().system(), () => {});
    const switches = (usable: boolean, current: number, now: number): number => {
      const due = watch.note([map(current, [usable, true])], registered("followover"), now);
      for (const each of due) watch.done(each);
      return due.length;
    };
    expect([switches(false, 2, 0), switches(true, 2, 3_000), switches(true, 1, 3_300)]).toEqual([0, 1, 0]);
    expect(switches(false, 2, 6_000)).toBe(0);
    expect(switches(true, 2, 9_000)).toBe(0);
    expect(watch.isEmpty).toBe(false);
    expect([switches(true, 2, 14_000), switches(true, 2, 60_000)]).toEqual([1, 0]);
    expect(watch.isEmpty).toBe(true);
  });

  it.each(["5", "followover"])(
    "with failback %s, and is refused, is tried again until its group has no path",
    (failback) => {
      const watch = new FailbackWatch(new SimulatedMachine().system(), () => {});
      const switches = (usable: boolean, now: number): number =>
        watch.note([map(2, [usable, true])], registered(failback), now).length;
      expect([switches(false, 0), switches(true, 1_000) + switches(true, 6_000)]).toEqual([0, 1]);
      expect([switches(true, 8_000), watch.isEmpty]).toEqual([0, false]);
      expect(switches(true, 17_000)).toBe(1);
      expect([switches(false, 40_000), watch.isEmpty]).toEqual([0, true]);
    },
  );

  it("is due again after its seconds where the group could not be made ready", () => {
    const watch = new FailbackWatch(new SimulatedMachine().system(), () => {});
    const switches = (current: number, now: number): number => {
      const due = watch.note([map(current, [true, true])], registered("30"), now);
      for (const each of due) watch.done(each);
      return due.length;
    };
    expect([switches(2, 0), switches(2, 30_000)]).toEqual([0, 1]);
    // The next request has brought the kernel back to the second group, before anybody has looked.
    expect([switches(2, 32_000), switches(2, 60_000), switches(2, 62_000)]).toEqual([0, 0, 1]);
  });
});
