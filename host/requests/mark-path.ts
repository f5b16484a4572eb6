import { devtsOf } from "../../core/plan/eligible-paths.ts";
import type { RawPath } from "../../core/topology/path.ts";
import { findDevice } from "../devices/find-device.ts";
import { readMachine } from "../machine.ts";
import { markMarginal, unmarkMarginal } from "../run/marginal-paths.ts";
import { askForRecheck } from "../run/recheck-markers.ts";
import { kickAssemble, makeRunDirectories } from "../run/run-directory.ts";
import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";

/** A disk that is a path of a map. */
export interface MapPath {
  readonly dev: string;
  readonly diskseq: string;
  /** Kernel name of the map. */
  readonly dm: string;
}

/** Finds the path that a word means; ends the command where it means none. */
export async function findPath(system: System, what: string): Promise<MapPath> {
  const machine = await readMachine(system);
  const found = findDevice(system, machine, what);
  const path = machine.paths.find(
    ({ dev }) => found?.kind === "disk" && dev === found.dev && isNamed(what, machine.liveMaps),
  );
  if (path === undefined) fail("failed", "device-not-found", what, "it is no path of this machine");
  const map = machine.liveMaps.find((one) => devtsOf(one).has(path.devt));
  if (map === undefined) fail("failed", "device-not-found", what, `${path.dev} is in no multipath map`);
  return { dev: path.dev, diskseq: diskseqOf(path, what), dm: map.dm };
}

/** A map stands for its first path elsewhere; here that would mark a path that nobody named. */
function isNamed(
  what: string,
  maps: readonly { readonly name: string; readonly uuid: string; readonly dm: string }[],
): boolean {
  const word = what.replace(/^\/dev\/(mapper\/)?/, "");
  return !maps.some(({ name, uuid, dm }) => [name, uuid, uuid.slice("mpath-".length), dm].includes(word));
}

function diskseqOf({ diskseq, dev }: RawPath, what: string): string {
  if (diskseq === undefined)
    fail(
      "unavailable",
      "device-not-found",
      what,
      `the kernel gives ${dev} no diskseq, by which it would be marked`,
    );
  return diskseq;
}

/** Marks a path, or takes the mark back, and has recheck and worker see it. */
export function markPath(system: System, { dev, diskseq, dm }: MapPath, as: "marginal" | "trusted"): void {
  makeRunDirectories(system);
  if (as === "marginal") markMarginal(system, diskseq, Number.POSITIVE_INFINITY);
  else unmarkMarginal(system, diskseq);
  askForRecheck(system, dm);
  kickAssemble(system, dev);
}
