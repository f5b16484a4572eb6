import { describe, expect, it } from "vitest";
import type { System } from "../../../host/system/system.ts";
import { assemble } from "../../../worker/assemble/assemble.ts";
import { rememberAtBoot } from "../../../worker/assemble/registry-writes.ts";
import { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { naaOf, plugLuns, registryOf, run, shippedProfiles } from "../simulated/simulated-run.ts";

const KEY = `naa.${naaOf(0)}`;
const REMEMBER = "systemctl --no-block --quiet start pathplug-remember.service";

/** The machine while /etc is read-only. */
function early(machine: SimulatedMachine): System {
  const system = machine.system();
  return {
    ...system,
    write: (path, content, mode) =>
      path.startsWith("/etc/") ? { kind: "failed", errno: "EROFS" } : system.write(path, content, mode),
    spawn: async (argv, options) =>
      argv[0] === "sh"
        ? { status: 2, timedOut: false, stdout: new Uint8Array(0), stderr: "read-only" }
        : await system.spawn(argv, options),
  };
}

/** One run of the worker early in a boot, over four paths of a LUN that nobody knows; what was said. */
async function firstRun(machine: SimulatedMachine): Promise<readonly string[]> {
  plugLuns(machine, [0]);
  machine.settle();
  const said: string[] = [];
  const journal = (severity: string, text: string): number => said.push(`${severity}: ${text}`);
  expect(await assemble(early(machine), await shippedProfiles, journal, false)).toBe(0);
  return said;
}

const started = ({ calls }: SimulatedMachine): readonly string[] =>
  calls.filter((call) => /^(sync|systemctl) /.test(call));

describe("a LUN that is met while /etc is read-only", () => {
  it("gets its map; its entry is kept in /run, and whoever writes it later is started once", async () => {
    const machine = new SimulatedMachine();
    const said = await firstRun(machine);
    expect(machine.dm.maps).toHaveLength(1);
    expect(registryOf(machine)).toEqual({});
    expect(machine.tree.text(`/run/pathplug/luns.d/${KEY}`)).toContain("PATHPLUG_TABLE=");
    expect(said.filter((line) => line.includes("registry-not-written"))).toHaveLength(1);
    expect(started(machine)).toEqual([REMEMBER]);
  });

  it("is remembered when file systems are there", async () => {
    const machine = new SimulatedMachine();
    await firstRun(machine);
    expect(await rememberAtBoot(machine.system())).toBe(0);
    expect(registryOf(machine)[KEY]).toContain('PATHPLUG_PATHS="4"');
    expect(machine.tree.list("/run/pathplug/luns.d")).toEqual([]);
    expect(machine.tree.text("/etc/multipath/wwids")).toContain(`/3${naaOf(0)}/`);
    expect(started(machine)).toEqual([`sync /etc/pathplug/luns.d/${KEY} /etc/pathplug/luns.d`]);
  });

  it("is remembered by the next run of the worker, whatever that is about", async () => {
    const machine = new SimulatedMachine();
    await firstRun(machine);
    await run(machine);
    expect(registryOf(machine)[KEY]).toContain('PATHPLUG_PATHS="4"');
    expect(started(machine)).toEqual([`sync /etc/pathplug/luns.d/${KEY} /etc/pathplug/luns.d`]);
  });

  it("is not tried again by each look at it while nothing has changed", async () => {
    const machine = new SimulatedMachine();
    await firstRun(machine);
    machine.tree.put("/run/pathplug/queue/sda", "");
    const said: string[] = [];
    await assemble(early(machine), await shippedProfiles, (_, text) => said.push(text), false);
    expect(said).toEqual([]);
    expect(started(machine)).toEqual([]);
  });
});

describe("multipath-tools' list of WWIDs after a run", () => {
  const appends = ({ calls }: SimulatedMachine) => calls.filter((call) => call.startsWith("sh "));

  it("has those of all new maps, appended and brought to the disk at once, and is never written anew", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0, 1]);
    machine.settle();
    await run(machine);
    const text = machine.tree.text("/etc/multipath/wwids");
    expect(text?.split("\n").slice(-3)).toEqual([`/3${naaOf(0)}/`, `/3${naaOf(1)}/`, ""]);
    expect(appends(machine)).toEqual([expect.stringMatching(/sync .*\/etc\/multipath\/wwids$/s)]);
    expect(machine.calls).not.toContain("write /etc/multipath/wwids");
  });

  it("is left alone where it lacks nothing, and gets what it lacks", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    machine.settle();
    await run(machine);
    await run(machine, undefined, true);
    expect(appends(machine)).toEqual([]);
    machine.tree.put("/etc/multipath/wwids", "/3other/\n");
    await run(machine, undefined, true);
    expect(machine.tree.text("/etc/multipath/wwids")).toBe(`/3other/\n/3${naaOf(0)}/\n`);
  });
});

describe("the registry after a run", () => {
  it("is brought to the disk once, after the maps are made", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0, 1]);
    machine.settle();
    await run(machine);
    const syncs = machine.calls.flatMap((call, at) => (call.startsWith("sync ") ? [at] : []));
    expect(syncs).toHaveLength(1);
    expect(syncs[0]).toBeGreaterThan(machine.calls.findIndex((call) => call.includes("create --concise")));
  });

  it("is left alone where nothing has changed", async () => {
    const machine = new SimulatedMachine();
    plugLuns(machine, [0]);
    machine.settle();
    await run(machine);
    machine.tree.put("/run/pathplug/queue/sda", "");
    await run(machine);
    expect(started(machine)).toEqual([]);
  });
});
