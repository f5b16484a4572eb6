import { describe, expect, it } from "vitest";
import type { SimulatedMachine } from "../simulated/simulated-machine.ts";
import {
  assembled,
  disk,
  expectSound,
  mapsOf,
  naaOf,
  registryOf,
  run,
  runUntilQuiet,
} from "../simulated/simulated-run.ts";

/** What the registry expects of LUN 0: `4/3` says that four paths are expected and the last assembly found three. */
function expected(machine: SimulatedMachine): string {
  const text = registryOf(machine)[`naa.${naaOf(0)}`] ?? "";
  const number = (key: string): string => new RegExp(`^${key}="(\\d+)"$`, "m").exec(text)?.[1] ?? "";
  const last = number("PATHPLUG_LAST_PATHS");
  return `${number("PATHPLUG_PATHS")}${last === "" ? "" : `/${last}`}`;
}

/** All paths go, and these of LUN 0 come back, one every 50 ms; how long after the last of them its map was there. */
async function comeBackWith(machine: SimulatedMachine, paths: readonly number[]): Promise<number> {
  for (const dev of [...machine.disks.keys()]) machine.unplug(dev);
  await runUntilQuiet(machine);
  expect(mapsOf(machine)).toEqual([]);
  for (const path of paths) machine.plug(disk(0, path));
  machine.settle();
  const began = machine.now;
  let madeAt = began;
  machine.beforeSpawn = (argv) => {
    if (argv.includes("create")) madeAt = machine.now;
  };
  await run(machine);
  machine.beforeSpawn = () => {};
  await runUntilQuiet(machine);
  expectSound(machine);
  expect(mapsOf(machine)).toHaveLength(1);
  return madeAt - began;
}

describe("a known LUN of which a path is absent", () => {
  it("is waited for as long as for an unknown one at the first and second assembly, and not at the third", async () => {
    const machine = await assembled([0]);
    const took: number[] = [];
    const known: string[] = [];
    for (let assembly = 0; assembly < 4; assembly++) {
      took.push(await comeBackWith(machine, [0, 1, 2]));
      known.push(expected(machine));
    }
    expect(known).toEqual(["4/3", "3", "3", "3"]);
    expect(took.map((time) => time >= 500)).toEqual([true, true, false, false]);
    expect(Math.max(...took)).toBeLessThanOrEqual(3_000);
  });

  it("expects it again as soon as it is back", async () => {
    const machine = await assembled([0]);
    for (const paths of [
      [0, 1, 2],
      [0, 1, 2],
      [0, 1, 2, 3],
    ])
      await comeBackWith(machine, paths);
    expect(expected(machine)).toBe("4");
  });

  it("goes on expecting it when it comes after its map was made", async () => {
    const machine = await assembled([0]);
    await comeBackWith(machine, [0, 1, 2]);
    machine.plug(disk(0, 3));
    await runUntilQuiet(machine);
    expect(expected(machine)).toBe("4");
  });

  it("is not said to lack it because a standing map loses it, however many events that makes", async () => {
    const machine = await assembled([0]);
    for (const path of [3, 2]) {
      machine.unplug(disk(0, path).dev);
      await runUntilQuiet(machine);
    }
    await run(machine, undefined, true);
    expect(expected(machine)).toBe("4");
  });

  it("is written down only where something has changed", async () => {
    const machine = await assembled([0]);
    for (let assembly = 0; assembly < 2; assembly++) await comeBackWith(machine, [0, 1, 2]);
    const before = registryOf(machine);
    await run(machine, undefined, true);
    expect(machine.calls.filter((call) => call.startsWith("write /etc/"))).toEqual([]);
    expect(registryOf(machine)).toEqual(before);
  });
});
