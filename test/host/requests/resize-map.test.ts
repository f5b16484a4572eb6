import { describe, expect, it } from "vitest";
import { encodeText } from "../../../core/bytes/text.ts";
import { resizeMap } from "../../../host/requests/resize-map.ts";
import type { Failure } from "../../../host/system/failure.ts";
import type { System } from "../../../host/system/system.ts";
import type { SimulatedMachine } from "../../worker/simulated/simulated-machine.ts";
import { assembled, naaOf, runUntilQuiet } from "../../worker/simulated/simulated-run.ts";
import { callerOf, withDeadSlave } from "../../worker/simulated/simulated-service.ts";

const OLD = 2_097_152;
const NEW = 4_194_304;
const wish = { wwid: `3${naaOf(0)}`, bytes: NEW * 512, allowShrink: false, timeoutMs: 10_000 };

/** A LUN that has another size on its array; of some paths the kernel does not learn it. */
async function resized(sectors: number, deaf: readonly string[] = []): Promise<SimulatedMachine> {
  const machine = await assembled([0]);
  for (const { dev } of machine.disks.values()) machine.tree.put(`/sys/block/${dev}/size`, `${OLD}\n`);
  machine.onRescan = (dev) => {
    if (deaf.includes(dev)) return;
    machine.tree.put(`/sys/block/${dev}/size`, `${sectors}\n`);
  };
  return machine;
}

const sectorsOf = ({ dm }: SimulatedMachine) => dm.maps[0]?.active?.table.sectors;

async function codeOf(call: Promise<unknown>): Promise<string> {
  const { status, diagnostic } = (await call.catch((thrown: unknown) => thrown)) as Failure;
  return `${status} ${diagnostic.code}`;
}

describe("resize", () => {
  it("asks every path, and the map gets the size when all have it", async () => {
    const machine = await resized(NEW);
    expect(await resizeMap(callerOf(machine), wish)).toMatchObject({ bytes: wish.bytes, changed: true });
    expect(sectorsOf(machine)).toBe(NEW);
    expect(await resizeMap(callerOf(machine), wish)).toMatchObject({ changed: false });
  });

  it("leaves the map as it is while one path has another size, and names it", async () => {
    const machine = await resized(NEW, ["sdc"]);
    const call = resizeMap(callerOf(machine), wish);
    await expect(call).rejects.toThrow(`other sizes have: sdc ${OLD * 512}`);
    expect(await codeOf(call)).toBe("tryAgain size-disputed");
    expect(sectorsOf(machine)).toBe(OLD);
  });

  it("waits no longer than its time for a path that hangs", async () => {
    const machine = await resized(NEW);
    machine.hanging.add("sdc");
    expect(await codeOf(resizeMap(callerOf(machine), wish))).toBe("tryAgain size-disputed");
    expect(sectorsOf(machine)).toBe(OLD);
  });

  it("makes nothing smaller unless that is asked for", async () => {
    const machine = await resized(OLD / 2);
    const smaller = { ...wish, bytes: (OLD / 2) * 512 };
    expect(await codeOf(resizeMap(callerOf(machine), smaller))).toBe("failed shrink-refused");
    expect(sectorsOf(machine)).toBe(OLD);
    await resizeMap(callerOf(machine), { ...smaller, allowShrink: true });
    expect(sectorsOf(machine)).toBe(OLD / 2);
  });

  it("makes nothing smaller, whatever size the map gets meanwhile", async () => {
    const machine = await assembled([0]);
    let shown = NEW * 2;
    const show = (dev: string) => machine.tree.put(`/sys/block/${dev}/size`, `${shown}\n`);
    machine.onRescan = show;
    const system = callerOf(machine, () => {
      if (sectorsOf(machine) === NEW * 2) shown = NEW;
      else machine.system().write("/sys/block/sda/uevent", "change", "attribute");
    });
    expect(await codeOf(resizeMap(system, wish))).toBe("failed shrink-refused");
    expect(sectorsOf(machine)).toBe(NEW * 2);
  });

  it("shrinks a map that has a disk in its table which is gone", async () => {
    const machine = await resized(OLD / 2);
    for (const { dev } of machine.disks.values()) machine.tree.put(`/sys/block/${dev}/size`, `${OLD / 2}\n`);
    machine.unplug("sdb");
    await runUntilQuiet(machine);
    expect(machine.dm.maps[0]?.active?.text).toContain("8:16");
    const system = withDeadSlave(callerOf(machine), machine, "sdb", "8:16");
    await resizeMap(system, { ...wish, bytes: (OLD / 2) * 512, allowShrink: true });
    expect(sectorsOf(machine)).toBe(OLD / 2);
  });

  it("is done for who waits longer than another caller, who takes the same wish back", async () => {
    const machine = await assembled([0]);
    let isShrunk = false;
    machine.onRescan = (dev) => {
      if (isShrunk) machine.tree.put(`/sys/block/${dev}/size`, `${OLD / 2}\n`);
    };
    const smaller = { ...wish, bytes: (OLD / 2) * 512, allowShrink: true };
    const first = resizeMap(callerOf(machine), { ...smaller, timeoutMs: 1_000 });
    const second = resizeMap(callerOf(machine), { ...smaller, timeoutMs: 60_000 });
    expect(await codeOf(first)).toBe("tryAgain size-disputed");
    isShrunk = true;
    expect(await second).toMatchObject({ bytes: smaller.bytes });
  });

  it("is done from a container whose uptime is its own", async () => {
    const machine = await resized(OLD / 2);
    machine.now = 1_000_000_000;
    machine.tree.put("/proc/uptime", "1000000.00 1.00\n");
    const host = callerOf(machine);
    const system: System = {
      ...host,
      readBytes: (path) => (path === "/proc/uptime" ? encodeText("30.00 1.00\n") : host.readBytes(path)),
    };
    await resizeMap(system, { ...wish, bytes: (OLD / 2) * 512, allowShrink: true });
    expect(sectorsOf(machine)).toBe(OLD / 2);
  });

  it.each<[string, string, number, number]>([
    ["is followed for a while", " shrink", 60, OLD / 2],
    ["is followed no more when that is over", " shrink", -1, OLD],
    ["is followed no more when the clock has been set back since", " shrink", 3_600, OLD],
    ["makes nothing smaller where he has not said so", "", 60, OLD],
  ])("a size that a killed caller has asked for %s", async (_, shrink, seconds, expected) => {
    const machine = await resized(OLD / 2);
    const until = machine.now + seconds * 1_000;
    machine.tree.put(`/run/pathplug/resize/${wish.wwid}`, `${OLD / 2} ${until}${shrink}\n`);
    for (const { dev } of machine.disks.values()) machine.tree.put(`/sys/block/${dev}/size`, `${OLD / 2}\n`);
    machine.system().write("/sys/block/sda/uevent", "change", "attribute");
    await runUntilQuiet(machine);
    expect(sectorsOf(machine)).toBe(expected);
  });

  it("needs a map", async () => {
    const machine = await assembled([1]);
    expect(await codeOf(resizeMap(callerOf(machine), wish))).toBe("unavailable lun-absent");
  });
});
