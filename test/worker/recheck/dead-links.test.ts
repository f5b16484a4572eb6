import { describe, expect, it } from "vitest";
import { hostWithMap, runRecheck } from "../simulated/simulated-recheck.ts";

describe("the recheck", () => {
  it("tests a path whose link sysfs knows to be dead with no command", async () => {
    const { machine, fail } = await hostWithMap();
    const state = "/sys/block/sdb/device/state";
    machine.tree.put(state, "transport-offline\n");
    fail("sdb");
    const asked: number[] = [];
    machine.answerTurs = () => asked.push(machine.now) * 0;
    const began = machine.now;
    await runRecheck(machine, { 60000: () => machine.tree.put(state, "running\n") });
    expect(machine.dm.messages).toHaveLength(1);
    expect(asked).toHaveLength(1);
    expect((asked[0] ?? 0) - began).toBeGreaterThan(59_000);
  });

  it("tests a path at once whose link is dead no more", async () => {
    const { machine, fail } = await hostWithMap();
    const state = "/sys/block/sdb/device/state";
    machine.tree.put(state, "transport-offline\n");
    fail("sdb");
    const began = machine.now;
    let back = 0;
    machine.beforeSpawn = (argv) => {
      if (argv.includes("reinstate_path")) back = machine.now - began;
    };
    await runRecheck(machine, { 601000: () => machine.tree.put(state, "running\n") });
    expect(back - 601_000).toBeLessThan(2_000);
  });

  it("tests a path at once whose link has died and come back since its last test", async () => {
    const { machine, down, fail } = await hostWithMap();
    down.add("sdb");
    fail("sdb");
    const state = "/sys/block/sdb/device/state";
    const answer = machine.answerTurs;
    let [tested, died, mended, back] = [0, 0, 0, 0];
    machine.answerTurs = (dev) => {
      tested = machine.now;
      return answer(dev);
    };
    machine.beforeSpawn = (argv) => {
      if (argv.includes("reinstate_path")) back = machine.now;
    };
    const began = machine.now;
    await runRecheck(machine, {}, 3_600_000, (system) => ({
      ...system,
      sleep: async (milliseconds) => {
        await system.sleep(milliseconds);
        const { now } = machine;
        // Tests are 20 s apart by then.
        if (died === 0 && now - began > 600_000 && now - tested >= 1_000) {
          died = now;
          machine.tree.put(state, "transport-offline\n");
        }
        if (died > 0 && mended === 0 && now - died >= 3_000) {
          mended = now;
          machine.tree.put(state, "running\n");
          down.clear();
        }
      },
    }));
    expect(back - mended).toBeLessThan(2_000);
  });
});
