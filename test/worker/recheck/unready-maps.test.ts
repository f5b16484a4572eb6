import { describe, expect, it } from "vitest";
import { hostWithMap, MAP, runRecheck } from "../simulated/simulated-recheck.ts";

/** A map whose paths all work, of which udev has heard that none does. */
async function unready() {
  const host = await hostWithMap();
  const { machine, map } = host;
  const record = `/run/udev/data/b253:${map.minor}`;
  machine.tree.put(`/sys/block/dm-${map.minor}/dev`, `253:${map.minor}\n`);
  machine.tree.put(record, "E:MPATH_DEVICE_READY=0\n");
  machine.tree.put(`/run/pathplug/recheck/dm-${map.minor}`, "");
  return { ...host, record };
}

describe("recheck, of a map that udev takes for not ready though a path of it is used,", () => {
  it("fails one of its paths, and uses it again when its test has been passed: udev hears of that", async () => {
    const { machine } = await unready();
    await runRecheck(machine);
    expect(machine.dm.messages).toEqual([
      `${MAP} queue_if_no_path`,
      `${MAP} fail_path 8:0`,
      `${MAP} reinstate_path 8:0`,
    ]);
  });

  it("does so once, where others keep it from being ready", async () => {
    const { machine } = await unready();
    const { took } = await runRecheck(machine);
    expect(machine.dm.messages.filter((message) => message.includes("fail_path"))).toHaveLength(1);
    expect(took).toBeLessThan(30_000);
  });

  it("waits until udev has processed its events, and not for ever", async () => {
    const { machine, record } = await unready();
    machine.tree.put("/run/udev/queue", "");
    const ready = () => machine.tree.put(record, "E:MPATH_DEVICE_READY=1\n");
    await runRecheck(machine, { 20000: ready });
    expect(machine.dm.messages).toEqual([]);
    const busy = await unready();
    busy.machine.tree.put("/run/udev/queue", "");
    expect((await runRecheck(busy.machine)).took).toBeLessThan(90_000);
  });
});
