import { describe, expect, it } from "vitest";
import type { CompiledExclusion } from "../../../core/profile/compiled.ts";
import { assemble } from "../../../worker/assemble/assemble.ts";
import { type SimulatedDisk, SimulatedMachine } from "../simulated/simulated-machine.ts";
import { disk, expectSound, naaOf, run, runUntilQuiet, shippedProfiles } from "../simulated/simulated-run.ts";

const unknown: Partial<SimulatedDisk> = { vendor: "ACME", product: "Anvil", claim: "unknown" };
const software: Partial<SimulatedDisk> = { vendor: "LIO-ORG", product: "disk", claim: "second-path" };
const BACK_OFF = "/run/pathplug/back-off";

function machineIn(mode: string): SimulatedMachine {
  return new SimulatedMachine({
    "/etc/pathplug/owner": `PATHPLUG_OWNER=pathplug\nPATHPLUG_MODE=${mode}\n`,
    "/run/pathplug/armed": `PATHPLUG_ARMED=1\nPATHPLUG_MODE=${mode}\n`,
  });
}

function property(machine: SimulatedMachine, path: number, name: string): string | undefined {
  const text = machine.tree.text(`/run/udev/data/b${disk(0, path).devt}`) ?? "";
  return new RegExp(`^E:${name}=(.*)$`, "m").exec(text)?.[1];
}

/** Why each path of LUN 0 is claimed or not, and the number of maps. */
function seen(machine: SimulatedMachine, paths: readonly number[] = [0]): string {
  const each = paths.map((path) => {
    const isClaimed = property(machine, path, "DM_MULTIPATH_DEVICE_PATH") === "1";
    return `${isClaimed ? "claimed" : "left"} ${property(machine, path, "PATHPLUG_CLAIM_REASON")}`;
  });
  return [...new Set(each), `${machine.dm.maps.length} maps`].join(", ");
}

function changed(machine: SimulatedMachine, path: number): void {
  machine.system().write(`/sys/block/${disk(0, path).dev}/uevent`, "change", "attribute");
}

describe("a LUN that nobody has registered", () => {
  it.each([
    ["strict", unknown, "left not-listed, 0 maps", "left not-listed, 0 maps"],
    ["known", unknown, "left unknown-product, 0 maps", "left unknown-product, 0 maps"],
    ["known", software, "left second-path-awaited, 0 maps", "claimed registered, 1 maps"],
    ["yes", unknown, "left second-path-awaited, 0 maps", "claimed registered, 1 maps"],
    ["yes", software, "left second-path-awaited, 0 maps", "claimed registered, 1 maps"],
    ["smart", unknown, "left given-back, 0 maps", "claimed registered, 1 maps"],
    ["smart", software, "left given-back, 0 maps", "claimed registered, 1 maps"],
    ["greedy", unknown, "claimed greedy, 1 maps", "claimed registered, 1 maps"],
    ["off", unknown, "left not-listed, 0 maps", "left not-listed, 0 maps"],
  ])("in mode %s, %o: %s with one path, %s with two", async (mode, product, one, two) => {
    const machine = machineIn(mode);
    machine.plug(disk(0, 0, product));
    await runUntilQuiet(machine);
    expect(seen(machine)).toBe(one);
    machine.plug(disk(0, 1, product));
    await runUntilQuiet(machine);
    changed(machine, 0);
    changed(machine, 1);
    await runUntilQuiet(machine);
    expect(seen(machine, [0, 1])).toBe(two);
    expectSound(machine);
  });

  it("gets its map in mode off when somebody asks for it by hand, and keeps it", async () => {
    const machine = machineIn("off");
    machine.plug(disk(0, 0, unknown));
    machine.settle();
    await run(machine, undefined, true);
    machine.settle();
    expect(seen(machine)).toBe("claimed registered, 1 maps");
    await runUntilQuiet(machine);
    expect(seen(machine)).toBe("claimed registered, 1 maps");
  });

  it("is taken in mode greedy, when nobody uses it, though an earlier event had left it", async () => {
    const machine = machineIn("known");
    machine.plug(disk(0, 0, unknown));
    await runUntilQuiet(machine);
    expect(seen(machine)).toBe("left unknown-product, 0 maps");
    for (const [path, text] of Object.entries({ owner: "OWNER=pathplug\nPATHPLUG_", armed: "" })) {
      const file = path === "owner" ? "/etc/pathplug/owner" : "/run/pathplug/armed";
      machine.tree.put(file, `PATHPLUG_${text}MODE=greedy\n`);
    }
    changed(machine, 0);
    await runUntilQuiet(machine);
    expect(seen(machine)).toBe("claimed registered, 1 maps");
  });
});

describe("in mode smart, a first path", () => {
  it.each([
    ["of unknown hardware", unknown, 1_000],
    ["of hardware that a profile knows", software, 10_000],
  ])("%s is given back after %o, %i ms", async (_, product, patience) => {
    const machine = machineIn("smart");
    machine.plug(disk(0, 0, product));
    machine.settle();
    expect(seen(machine)).toBe("claimed smart, 0 maps");
    const began = machine.now;
    let when = 0;
    const system = machine.system();
    const write: typeof system.write = (path, content, mode) => {
      if (path === "/sys/block/sda/uevent") when = machine.now;
      return system.write(path, content, mode);
    };
    const { said } = await run(machine, undefined, false, { ...system, write });
    expect(when - began).toBeGreaterThanOrEqual(patience);
    expect(when - began).toBeLessThan(patience + 1_500);
    expect(said).toEqual([
      "note: sda goes back to the system: no second path came in time, or it was the system's already",
    ]);
    await runUntilQuiet(machine);
    changed(machine, 0);
    expect(await runUntilQuiet(machine)).toEqual([]);
    expect(seen(machine)).toBe("left given-back, 0 maps");
    machine.unplug("sda");
    machine.settle();
    machine.tree.put("/run/pathplug/queue/all", "");
    await runUntilQuiet(machine);
    expect(machine.tree.list("/run/pathplug/in-use")).toEqual([]);
  });

  it("is never given back when the second one comes in time", async () => {
    const machine = machineIn("smart");
    machine.plug(disk(0, 0, unknown));
    machine.settle();
    let isPlugged = false;
    const system = machine.system();
    await run(machine, undefined, false, {
      ...system,
      sleep: async (milliseconds) => {
        await system.sleep(milliseconds);
        if (!isPlugged) machine.plug(disk(0, 1, unknown));
        isPlugged = true;
      },
    });
    await runUntilQuiet(machine);
    expect(seen(machine, [0, 1])).toBe("claimed smart, 1 maps");
    expect(machine.tree.exists("/run/pathplug/left")).toBe(false);
  });

  it("stays the system's when it is mounted before the second one comes", async () => {
    const machine = machineIn("smart");
    machine.plug(disk(0, 0, unknown));
    await runUntilQuiet(machine);
    machine.tree.put("/proc/1/mountinfo", "36 1 8:0 / /data rw - ext4 /dev/sda rw\n");
    machine.plug(disk(0, 1, unknown));
    await runUntilQuiet(machine);
    changed(machine, 0);
    changed(machine, 1);
    await runUntilQuiet(machine);
    expect(seen(machine, [0, 1])).toBe("left in-use, 0 maps");
  });

  it("goes back whenever the run is killed", async () => {
    for (const when of ["before", "after"] as const) {
      for (let at = 1; ; at++) {
        const machine = machineIn("smart");
        machine.plug(disk(0, 0, unknown));
        machine.settle();
        const { kind } = await run(machine, { at, when });
        await runUntilQuiet(machine);
        expect(seen(machine)).toBe("left given-back, 0 maps");
        if (kind === "ended") break;
      }
    }
  });
});

describe("a LUN that the site excludes", () => {
  const exclusion: CompiledExclusion = {
    kind: "wwid",
    patterns: [`3${naaOf(0)}`],
    at: "/etc/pathplug/pathplug.json:3:14",
  };

  async function runExcluding(machine: SimulatedMachine, exclusions: readonly CompiledExclusion[]) {
    const profiles = await shippedProfiles;
    const said: string[] = [];
    machine.settle();
    for (let round = 0; machine.hasMarkers(); round++) {
      if (round === 20) throw new Error("the markers are never drained");
      const site = { ...profiles.site, exclusions };
      await assemble(
        machine.system(),
        { ...profiles, site },
        (severity, text) => said.push(`${severity}: ${text}`),
        false,
      );
      machine.settle();
    }
    return said;
  }

  it.each([
    ["of an array that is claimed from its first path", "known", {}],
    ["of unknown hardware in mode greedy", "greedy", unknown],
  ])("%s goes back, and nothing is said of it any more", async (_, mode, product) => {
    const machine = machineIn(mode);
    machine.plug(disk(0, 0, product));
    machine.plug(disk(0, 1, product));
    expect(await runExcluding(machine, [exclusion])).toEqual(
      ["sda", "sdb"].map(
        (dev) =>
          `note: ${dev} goes back to the system: excluded: wwid 3${naaOf(0)} (/etc/pathplug/pathplug.json:3:14)`,
      ),
    );
    expect(seen(machine, [0, 1])).toBe("left excluded, 0 maps");
    changed(machine, 0);
    machine.settle();
    expect(machine.hasMarkers()).toBe(false);
    machine.tree.put("/run/pathplug/queue/all", "");
    expect(await runExcluding(machine, [exclusion])).toEqual([]);
    machine.tree.put("/run/pathplug/queue/all", "");
    await runExcluding(machine, []);
    expect(machine.dm.maps).toHaveLength(1);
    expect(machine.tree.list("/run/pathplug/in-use")).toEqual([]);
  });

  it("keeps the map that it has; a further path is not in it, nor the system's before the map is gone", async () => {
    const machine = machineIn("known");
    machine.plug(disk(0, 0));
    machine.plug(disk(0, 1));
    await runUntilQuiet(machine);
    expect(machine.dm.maps).toHaveLength(1);
    machine.plug(disk(0, 2));
    await runExcluding(machine, [exclusion]);
    expect(machine.dm.maps[0]?.active?.bound.size).toBe(2);
    expect(seen(machine, [2])).toBe("claimed registered, 1 maps");
    machine.dm.run(["dmsetup", "remove", `3${naaOf(0)}`], "");
    machine.tree.put("/run/pathplug/queue/all", "");
    await runExcluding(machine, [exclusion]);
    expect(seen(machine, [0, 1, 2])).toBe("left excluded, 0 maps");
  });
});

describe("a LUN whose map cannot be made", () => {
  /** Runs as worker/scripts/retry.sh has them, each after a longer wait. */
  async function retry(machine: SimulatedMachine, times: number): Promise<void> {
    for (let time = 0; time < times; time++) {
      const wait = Number(machine.tree.text(BACK_OFF) ?? "5");
      machine.tree.put(BACK_OFF, `${wait * 2}\n`);
      machine.comeBack();
      await runUntilQuiet(machine);
    }
  }

  function refuse(machine: SimulatedMachine): { tries: number } {
    const counted = { tries: 0 };
    machine.dm.intercept = ([, command]) => {
      if (command !== "create") return undefined;
      counted.tries++;
      return { status: 1, stderr: "refused" };
    };
    return counted;
  }

  it.each([
    ["of an array that a profile knows", "known", {}],
    ["of unknown hardware in mode greedy", "greedy", unknown],
  ])(
    "%s goes back after three runs, and is tried again when it has another path",
    async (_, mode, product) => {
      const machine = machineIn(mode);
      machine.plug(disk(0, 0, product));
      const counted = refuse(machine);
      await runUntilQuiet(machine);
      await retry(machine, 1);
      expect(seen(machine)).toMatch(/^claimed /);
      expect(machine.parked()).toEqual(["again-sda"]);
      await retry(machine, 1);
      expect(seen(machine)).toBe("left map-failed, 0 maps");
      expect(machine.parked()).toEqual([]);
      expect(machine.tree.exists(BACK_OFF)).toBe(false);
      const { tries } = counted;
      changed(machine, 0);
      await runUntilQuiet(machine);
      expect([seen(machine), counted.tries]).toEqual(["left map-failed, 0 maps", tries]);
      machine.dm.intercept = () => undefined;
      machine.plug(disk(0, 1, product));
      await runUntilQuiet(machine);
      expect(machine.dm.maps).toHaveLength(1);
      expectSound(machine);
    },
  );

  it("is tried again by hand", async () => {
    const machine = machineIn("known");
    machine.plug(disk(0, 0));
    refuse(machine);
    await runUntilQuiet(machine);
    await retry(machine, 2);
    expect(await run(machine, undefined, true)).toMatchObject({ status: 1 });
    machine.dm.intercept = () => undefined;
    expect(await run(machine, undefined, true)).toMatchObject({ status: 0 });
    expect(machine.dm.maps).toHaveLength(1);
  });

  it("is parked for ever where it has had a map", async () => {
    const machine = machineIn("known");
    machine.plug(disk(0, 0));
    await runUntilQuiet(machine);
    machine.unplug("sda");
    await runUntilQuiet(machine);
    expect(machine.dm.maps).toEqual([]);
    refuse(machine);
    machine.plug(disk(0, 0));
    await runUntilQuiet(machine);
    await retry(machine, 5);
    expect(seen(machine)).toBe("claimed registered, 0 maps");
    expect(machine.parked()).toEqual(["again-sda"]);
  });
});
