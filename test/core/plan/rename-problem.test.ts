import { describe, expect, it } from "vitest";
import { judgeMachine } from "../../../core/plan/judge.ts";
import type { Machine } from "../../../core/plan/machine.ts";
import { renameProblem } from "../../../core/plan/rename-problem.ts";
import type { CompiledProfiles } from "../../../core/profile/compiled.ts";
import type { LiveMap } from "../../../core/topology/map.ts";
import { readMachine } from "../../../host/machine.ts";
import { memorySystem } from "../../machines/machine.ts";
import { compileShipped } from "../../vendor-profiles/shipped.ts";

const map = (name: string, wwid: string): LiveMap => ({
  name,
  uuid: `mpath-${wwid}`,
  dm: "dm-0",
  openCount: 0,
  readOnly: false,
  suspended: false,
  inactiveTable: false,
});

async function problemOf(name: string, wwid = "W0"): Promise<string | undefined> {
  const { compiled } = await compileShipped();
  const machine: Machine = {
    ...(await readMachine(memorySystem({ disks: [] }))),
    liveMaps: [map("mpatha", "W0"), map("mpathb", "W1"), map("shop", "W2")],
    otherNames: ["vg-lv", "mpatha-part1", "old-part2"],
    registry: new Map([["k", { wwid: "W3", alias: "away", ids: [], unknown: {} }]]),
    bindings: "mpatha W0\nmpathz W9\nfirst W0\n",
  };
  const luns = [
    { wwid: "W2", alias: "shop" },
    { wwid: "W4", alias: "till" },
  ];
  const profiles: CompiledProfiles = { ...compiled, site: { luns, source: "/etc/pathplug/pathplug.json" } };
  const live = machine.liveMaps.find((one) => one.uuid === `mpath-${wwid}`) ?? map("", "");
  const problem = renameProblem(machine, judgeMachine(machine, profiles), profiles, live, name);
  return problem === undefined ? undefined : `${problem.code} ${problem.subject}: ${problem.message}`;
}

describe("a map may be given a name", () => {
  it.each([
    ["that nobody has", "oradata"],
    ["that is bound to it", "first"],
    ["that is its WWID", "W0"],
  ])("%s", async (_name, name) => {
    expect(await problemOf(name)).toBeUndefined();
  });

  it.each([
    ["of another map", "mpathb", "name-taken mpathb: it is the name of W1"],
    ["of another device", "vg-lv", "name-taken vg-lv: it is the name of the device vg-lv"],
    ["whose partition another device is", "old", "name-taken old: it is the name of the device old-part2"],
    ["of a LUN that is not there", "away", "name-taken away: it is the name of W3"],
    ["that is a LUN's WWID", "W3", "name-taken W3: it is the name of W3"],
    ["that is bound to another LUN", "mpathz", "name-taken mpathz: it is the name of W9"],
    ["that pathplug.json gives another LUN", "till", "name-taken till: it is the name of W4"],
    ["that is none", "a/b", "name-unfit a/b: it holds a slash or a backslash"],
    ["that would need an escape", "a$b", "name-unfit a$b: letters, digits and _ . + - can be in it"],
    ["of the kernel's own node", "control", 'name-unfit control: "control" is not a name'],
  ])("but none %s", async (_name, name, wanted) => {
    expect(await problemOf(name)).toBe(wanted);
  });

  it("but not where pathplug.json has its alias", async () => {
    expect(await problemOf("other", "W2")).toBe(
      "name-configured shop: its alias is shop in /etc/pathplug/pathplug.json",
    );
  });
});
