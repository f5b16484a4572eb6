import { expect } from "vitest";
import type { CompiledProfiles } from "../../../core/profile/compiled.ts";
import { ARMED, DISARMED_BY_FAILURE } from "../../../host/run/run-directory.ts";
import { assemble } from "../../../worker/assemble/assemble.ts";
import { arm } from "../../../worker/boot/arm.ts";
import { giveBack } from "../../../worker/boot/give-back.ts";
import { compileShipped } from "../../vendor-profiles/shipped.ts";
import { type Kill, Killed, type SimulatedDisk, SimulatedMachine } from "./simulated-machine.ts";

/** The package's profiles, compiled once. */
export const shippedProfiles: Promise<CompiledProfiles> = compileShipped().then(({ compiled }) => compiled);

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** Path `path` (0 to 3) of LUN `lun` (0 to 5): two of its ports are optimized. */
export function disk(lun: number, path: number, more: Partial<SimulatedDisk> = {}): SimulatedDisk {
  const index = lun * 4 + path;
  return {
    dev: `sd${LETTERS[index]}`,
    devt: `8:${index * 16}`,
    hctl: `${path}:0:0:${lun}`,
    vendor: "NETAPP",
    product: "LUN C-Mode",
    revision: "9000",
    naa: naaOf(lun),
    serial: `S${lun}`,
    tpg: 1 + (path & 1),
    port: path + 1,
    ...more,
  };
}

export function naaOf(lun: number): string {
  return `600a09800000000000000000000000a${lun}`;
}

export function plugLuns(
  machine: SimulatedMachine,
  luns: readonly number[],
  more: Partial<SimulatedDisk> = {},
): void {
  for (const path of [0, 1, 2, 3]) for (const lun of luns) machine.plug(disk(lun, path, more));
}

export interface Ended {
  readonly kind: "ended" | "killed";
  readonly status?: number;
  readonly said: readonly string[];
}

export async function run(
  machine: SimulatedMachine,
  kill?: Kill,
  everything = false,
  system = machine.system(kill),
): Promise<Ended> {
  const said: string[] = [];
  const journal = (severity: string, text: string): number => said.push(`${severity}: ${text}`);
  try {
    const profiles = await shippedProfiles;
    // As worker/scripts/launcher.sh does.
    const isDisarmed = system.exists(DISARMED_BY_FAILURE) && !system.exists(ARMED);
    const armed = isDisarmed ? await arm(system, profiles, journal) : 0;
    const isReturned = armed === 0 && !system.exists(ARMED);
    if (isReturned) await giveBack(system, profiles, journal);
    const status =
      armed === 0 ? await assemble(system, profiles, journal, everything, everything, isReturned) : armed;
    return { kind: "ended", status, said };
  } catch (reason) {
    if (reason instanceof Killed) return { kind: "killed", said };
    throw reason;
  }
}

/** What the path unit does: a run while markers wait; fails where that does not come to an end. */
export async function runUntilQuiet(machine: SimulatedMachine): Promise<readonly string[]> {
  const said: string[] = [];
  machine.settle();
  for (let round = 0; machine.hasMarkers(); round++) {
    if (round === 20) throw new Error("the markers are never drained");
    said.push(...(await run(machine)).said);
    machine.settle();
  }
  return said;
}

/** Every map with its live table, by name. */
export function mapsOf({ dm }: SimulatedMachine): readonly string[] {
  return dm.maps.map(({ name, active }) => `${name} ${active?.text}`).sort();
}

/** Disks that udev has as paths, in order. */
export function claimedOf({ tree, disks }: SimulatedMachine): readonly string[] {
  const isClaimed = (devt: string) =>
    tree.text(`/run/udev/data/b${devt}`)?.includes("DM_MULTIPATH_DEVICE_PATH=1") === true;
  return [...disks.values()].flatMap(({ dev, devt }) => (isClaimed(devt) ? [dev] : [])).sort();
}

/** What must be true of every machine at rest. */
export function expectSound(machine: SimulatedMachine): void {
  const { dm, tree, disks } = machine;
  const users = new Map<string, string>();
  for (const { name, uuid, active, inactive } of dm.maps) {
    expect({ name, hasTable: active !== undefined, hasInactive: inactive !== undefined }).toEqual({
      name,
      hasTable: true,
      hasInactive: false,
    });
    for (const [devt, seq] of active?.bound ?? []) {
      const held = [...disks.values()].find(({ dev }) => machine.diskseq(dev) === seq);
      expect(`${devt} mpath-3${held?.naa}`, `path of ${name}`).toBe(`${devt} ${uuid}`);
      expect(users.get(seq), `second map of ${held?.dev}`).toBeUndefined();
      users.set(seq, name);
    }
  }
  expect(machine.hasMarkers()).toBe(false);
  expect(tree.list("/run/pathplug/reload")).toEqual([]);
}

export function registryOf({ tree }: SimulatedMachine): Readonly<Record<string, string>> {
  const names = [...(tree.list("/etc/pathplug/luns.d") ?? [])].sort();
  return Object.fromEntries(names.map((name) => [name, tree.text(`/etc/pathplug/luns.d/${name}`) ?? ""]));
}

export async function assembled(luns: readonly number[]): Promise<SimulatedMachine> {
  const machine = new SimulatedMachine();
  plugLuns(machine, luns);
  await runUntilQuiet(machine);
  return machine;
}
