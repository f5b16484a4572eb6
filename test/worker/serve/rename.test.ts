import { describe, expect, it } from "vitest";
import { rename } from "../../../worker/serve/rename.ts";
import type { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { assembled, mapsOf, naaOf, registryOf, run } from "../simulated/simulated-run.ts";
import { leaveCookie } from "../simulated/simulated-service.ts";

const WWID = `3${naaOf(0)}`;

async function renamed(machine: SimulatedMachine, wwid: string, name: string) {
  const said: string[] = [];
  const status = await rename(
    machine.system(),
    (severity, text) => said.push(`${severity}: ${text}`),
    wwid,
    name,
  );
  return { status, said };
}

const namesOf = (machine: SimulatedMachine) => mapsOf(machine).map((line) => line.split(" ")[0]);
const aliasesOf = (machine: SimulatedMachine) =>
  new Set(
    Object.values(registryOf(machine)).flatMap((text) => /PATHPLUG_ALIAS="(.*)"/.exec(text)?.[1] ?? []),
  );

describe("a map that is renamed by hand", () => {
  it("is so after the cookie of a killed run has been given back that had not noted its name", async () => {
    const machine = await assembled([0]);
    leaveCookie(machine);
    await renamed(machine, WWID, "data");
    expect(namesOf(machine)).toEqual(["data"]);
    expect(machine.dm.cookies.size).toBe(0);
  });

  it("has the name, which every file of its LUN remembers and which it keeps and comes back by", async () => {
    const machine = await assembled([0]);
    const { status, said } = await renamed(machine, WWID, "data");
    expect({ status, said }).toEqual({ status: 0, said: [`note: renamed ${WWID} to data: asked for`] });
    expect(namesOf(machine)).toEqual(["data"]);
    expect(Object.values(registryOf(machine)).every((text) => text.includes('PATHPLUG_ALIAS="data"'))).toBe(
      true,
    );
    await run(machine, undefined, true);
    expect(namesOf(machine)).toEqual(["data"]);
    expect(aliasesOf(machine)).toEqual(new Set(["data"]));
    const disks = [...machine.disks.values()];
    for (const { dev } of disks) machine.unplug(dev);
    machine.settle();
    await run(machine);
    expect(namesOf(machine)).toEqual([]);
    for (const disk of disks) machine.plug(disk);
    machine.settle();
    await run(machine);
    expect(namesOf(machine)).toEqual(["data"]);
  });

  it("may get its WWID back", async () => {
    const machine = await assembled([0]);
    await renamed(machine, WWID, "data");
    expect(await renamed(machine, WWID, WWID)).toMatchObject({ status: 0 });
    await run(machine, undefined, true);
    expect(namesOf(machine)).toEqual([WWID]);
  });

  it("keeps its name, and the registry what it has, where the new one is taken or there is no map", async () => {
    const machine = await assembled([0, 1]);
    const other = `3${naaOf(1)}`;
    const before = registryOf(machine);
    expect(await renamed(machine, WWID, other)).toMatchObject({
      status: 1,
      said: [expect.stringMatching(/File exists/)],
    });
    expect(await renamed(machine, "3600", "data")).toMatchObject({ status: 1 });
    machine.dm.run(["dmsetup", "rename", other, "3600"], "");
    expect(await renamed(machine, "3600", "data")).toMatchObject({ status: 1 });
    machine.dm.run(["dmsetup", "rename", "3600", other], "");
    expect(namesOf(machine)).toEqual([WWID, other].sort());
    expect(registryOf(machine)).toEqual(before);
  });
});
