import { describe, expect, it } from "vitest";
import { encodeText } from "../../../core/bytes/text.ts";
import { addBinding } from "../../../core/names/bindings-file.ts";
import type { CompiledProfiles } from "../../../core/profile/compiled.ts";
import type { System } from "../../../host/system/system.ts";
import { assemble } from "../../../worker/assemble/assemble.ts";
import { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { mapsOf, naaOf, plugLuns, registryOf, shippedProfiles } from "../simulated/simulated-run.ts";

const FILE = "/etc/multipath/bindings";
const [W0, W1] = [`3${naaOf(0)}`, `3${naaOf(1)}`];
const HEADER = addBinding("", "mpatha", W0).replace(`mpatha ${W0}\n`, "");

/** What `sh` does with the file; `before` is what the worker has read. */
type Replace = (machine: SimulatedMachine, before: string) => number;

const replace: Replace = (machine, before) => {
  if ((machine.tree.text(FILE) ?? "") !== before) return 3;
  machine.tree.move(`${FILE}.pathplug`, FILE);
  return 0;
};

const FRIENDLY: CompiledProfiles["site"] = {
  luns: [],
  overrides: { source: "site", settings: { user_friendly_names: true } },
};

async function runWith(
  machine: SimulatedMachine,
  sh: Replace = replace,
  site = FRIENDLY,
): Promise<readonly string[]> {
  const real = machine.system();
  const system: System = {
    ...real,
    spawn: async (argv, options) => {
      if (argv[0] !== "sh" || argv[4] !== FILE) return await real.spawn(argv, options);
      const status = sh(machine, options.input ?? "");
      return { status, timedOut: false, stdout: encodeText(""), stderr: status === 1 ? "mv: no room" : "" };
    },
  };
  const shipped = await shippedProfiles;
  const profiles: CompiledProfiles = { ...shipped, site };
  const said: string[] = [];
  machine.settle();
  for (let round = 0; machine.hasMarkers() && round < 20; round++) {
    await assemble(system, profiles, (severity, text) => said.push(`${severity}: ${text}`), false);
    machine.settle();
  }
  return said;
}

const namesOf = (machine: SimulatedMachine) => mapsOf(machine).map((line) => line.split(" ")[0]);
const aliasesOf = (machine: SimulatedMachine) =>
  Object.values(registryOf(machine)).flatMap((text) => /PATHPLUG_ALIAS="(.*)"/.exec(text)?.[1] ?? []);

function plugged(luns: readonly number[]): SimulatedMachine {
  const machine = new SimulatedMachine();
  plugLuns(machine, luns);
  return machine;
}

describe("user_friendly_names", () => {
  it("are in the file before the maps are made, and in the registry after", async () => {
    const machine = plugged([0, 1]);
    let made = -1;
    await runWith(machine, (one, before) => {
      made = one.dm.maps.length;
      return replace(one, before);
    });
    expect(made).toBe(0);
    expect(namesOf(machine)).toEqual(["mpatha", "mpathb"]);
    expect(machine.tree.text(FILE)).toBe(`${HEADER}mpatha ${W0}\nmpathb ${W1}\n`);
    expect(new Set(aliasesOf(machine))).toEqual(new Set(["mpatha", "mpathb"]));
  });

  it("are not written again by a run that finds them", async () => {
    const machine = plugged([0]);
    await runWith(machine);
    let writes = 0;
    plugLuns(machine, [0]);
    await runWith(machine, () => ++writes);
    expect(writes).toBe(0);
  });

  it("are chosen anew where another program has written the file meanwhile", async () => {
    const machine = plugged([0]);
    let isFirst = true;
    await runWith(machine, (one, before) => {
      if (isFirst) one.tree.put(FILE, "mpatha 3600\n");
      isFirst = false;
      return replace(one, before);
    });
    expect(namesOf(machine)).toEqual(["mpathb"]);
    expect(machine.tree.text(FILE)).toBe(`mpatha 3600\nmpathb ${W0}\n`);
  });

  it.each<[string, Replace, string]>([
    ["cannot be written", () => 1, "mv: no room"],
    ["is locked by another program", () => 2, "locked"],
    ["changes each time", () => 3, "it changes"],
  ])("are not given where the file %s: the map has its WWID, and keeps it", async (_name, sh, reason) => {
    const machine = plugged([0]);
    const said = await runWith(machine, sh);
    expect(namesOf(machine)).toEqual([W0]);
    expect(said.filter((line) => line.includes("bindings-not-written"))).toHaveLength(1);
    expect(said.join("\n")).toContain(`${W0}: ${reason}`);
    plugLuns(machine, [0]);
    await runWith(machine);
    expect(namesOf(machine)).toEqual([W0]);
    expect(aliasesOf(machine)).toEqual([]);
  });

  it("come back after a replug, whatever became of the file", async () => {
    const machine = plugged([0, 1]);
    await runWith(machine);
    for (const dev of [...machine.disks.keys()]) machine.unplug(dev);
    await runWith(machine);
    expect(namesOf(machine)).toEqual([]);
    machine.tree.put(FILE, `mpatha ${W1}\n`);
    plugLuns(machine, [1, 0]);
    await runWith(machine);
    const byUuid = machine.dm.maps.map(({ name, uuid }) => `${uuid} ${name}`).sort();
    expect(byUuid).toEqual([`mpath-${W0} mpatha`, `mpath-${W1} mpathb`]);
    expect(machine.tree.text(FILE)).toBe(`mpatha ${W1}\n`);
  });
});

describe("an alias that pathplug.json gives to another LUN than it was of", () => {
  it.each([
    [0, 1],
    [1, 0],
  ])("names that one, whichever disks come first: LUN %i had it, LUN %i gets it", async (old, now) => {
    const wwid = `3${naaOf(old)}`;
    const machine = new SimulatedMachine({
      [`/etc/pathplug/luns.d/naa.${naaOf(old)}`]: `PATHPLUG_FORMAT="1"\nPATHPLUG_WWID="${wwid}"\nPATHPLUG_ALIAS="data"\n`,
    });
    const site = { luns: [{ wwid: `3${naaOf(now)}`, alias: "data" }] };
    plugLuns(machine, [0]);
    const said = [...(await runWith(machine, replace, site))];
    plugLuns(machine, [1]);
    said.push(...(await runWith(machine, replace, site)));
    const { maps } = machine.dm;
    expect(maps.find(({ name }) => name === "data")?.uuid).toBe(`mpath-3${naaOf(now)}`);
    expect(maps.map(({ name }) => name)).toContain(wwid);
    expect(said.filter((line) => line.startsWith("warning: name-taken: data: "))).toHaveLength(1);
    // Nor does it come back to the old one when pathplug.json says nothing more.
    expect(aliasesOf(machine)).toEqual(["data"]);
  });
});
