import type { System } from "../../../host/system/system.ts";
import { recheck } from "../../../worker/recheck/recheck.ts";
import { SimulatedMachine } from "./simulated-machine.ts";
import { naaOf, plugLuns, runUntilQuiet } from "./simulated-run.ts";

/** WWID and name of the map. */
export const MAP = `3${naaOf(0)}`;
/** Exit status of sg_turs where the command does not reach the device. */
const TRANSPORT_ERROR = 35;
export const STANDBY = 12;
export const UNIT_ATTENTION = 6;

/** A host with one map of four paths, sda to sdd, and what the recheck says of it. */
export async function hostWithMap() {
  const machine = new SimulatedMachine();
  plugLuns(machine, [0]);
  await runUntilQuiet(machine);
  const down = new Set<string>();
  machine.answerTurs = (dev) => (down.has(dev) ? TRANSPORT_ERROR : 0);
  const map = machine.dm.maps[0];
  if (map === undefined) throw new Error("there is no map");
  /** What the kernel and the map rule do when I/O on a path has failed. */
  const fail = (...devs: string[]): void => {
    for (const dev of devs) map.failed.add(machine.disks.get(dev)?.devt ?? "");
    machine.tree.put(`/run/pathplug/recheck/dm-${map.minor}`, "");
  };
  return { machine, map, down, fail };
}

/** Runs the recheck until it ends; `at` happens when its clock passes that many milliseconds. */
export async function runRecheck(
  machine: SimulatedMachine,
  at: Readonly<Record<number, () => void>> = {},
  limit = 3_600_000,
  wrap: (system: System) => System = (system) => system,
) {
  const began = machine.now;
  const said: string[] = [];
  const left = Object.entries(at).map(([time, happen]) => ({ time: Number(time), happen }));
  const system = wrap(machine.system());
  const watched: System = {
    ...system,
    sleep: async (milliseconds) => {
      await system.sleep(milliseconds);
      const passed = machine.now - began;
      for (const each of left.filter(({ time }) => time <= passed)) {
        left.splice(left.indexOf(each), 1);
        each.happen();
      }
      if (passed > limit) throw new Error("the recheck does not end");
    },
  };
  const status = await recheck(watched, (severity, text) => said.push(`${severity}: ${text}`));
  return { status, said, took: machine.now - began };
}

/** Has programs take their time, milliseconds, while everything else goes on. */
export function slowly(machine: SimulatedMachine, takes: (argv: readonly string[]) => number) {
  return (system: System): System => ({
    ...system,
    spawn: async (argv, options) => {
      const end = machine.now + takes(argv);
      for (let turns = 0, last = machine.now; machine.now < end; turns++) {
        await Promise.resolve();
        // Whoever waits for this program alone lets the time pass.
        if (machine.now !== last) [turns, last] = [0, machine.now];
        else if (turns > 200) await system.sleep(10);
      }
      return await system.spawn(argv, options);
    },
  });
}

/** Markers that wait for a recheck, or are taken. */
export const leftMarkers = ({ tree }: SimulatedMachine) => [
  ...(tree.list("/run/pathplug/recheck") ?? []),
  ...(tree.list("/run/pathplug/rechecking") ?? []),
];

/** What a path tells by a unit attention when it may be another LUN now. */
export const UA = "REPORTED_LUNS_DATA_HAS_CHANGED";

/** What the rule's program has done when a path has told of a change, or some of it. */
export function suspect(machine: SimulatedMachine, dev: string): void {
  machine.tree.put(`/run/pathplug/suspect/${machine.diskseq(dev)}`, `${UA}\n`);
  machine.tree.put("/run/pathplug/recheck/dm-0", "");
}

/** The marks of disks that may be other LUNs now. */
export const suspects = ({ tree }: SimulatedMachine): readonly string[] =>
  tree.list("/run/pathplug/suspect") ?? [];

/** Page 83h as the kernel has it of a disk. */
export const page83 = ({ tree }: SimulatedMachine, dev: string): Uint8Array =>
  tree.read(`/sys/block/${dev}/device/vpd_pg83`) ?? new Uint8Array(0);
