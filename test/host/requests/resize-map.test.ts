import { describe, expect, it } from "vitest";
import { resizeMap } from "../../../host/requests/resize-map.ts";
import type { Failure } from "../../../host/system/failure.ts";
import type { SimulatedMachine } from "../../worker/simulated/simulated-machine.ts";
import { assembled, naaOf, runUntilQuiet } from "../../worker/simulated/simulated-run.ts";
import { callerOf } from "../../worker/simulated/simulated-service.ts";

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

  it.each<[string, number, number]>([
    ["is followed while he may wait", 60, OLD / 2],
    ["is followed no more when his time is over", -1, OLD],
  ])("a size that a killed caller has asked for %s", async (_, seconds, expected) => {
    const machine = await resized(OLD / 2);
    const until = Math.ceil(machine.now / 1_000) + seconds;
    machine.tree.put(`/run/pathplug/resize/${wish.wwid}`, `${OLD / 2} ${until}\n`);
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
