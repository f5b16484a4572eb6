import type { Judgement } from "../../core/plan/judge.ts";
import type { Machine } from "../../core/plan/machine.ts";
import type { RegistryEntry } from "../../core/registry/entry.ts";
import type { System } from "../system/system.ts";
import { resolveDevice } from "./device-links.ts";

/** A device that a word means; a map stands for its first path that is there. */
export interface FoundDevice {
  readonly kind: "disk" | "other";
  readonly dev: string;
  /** The disk that it is a partition of. */
  readonly parent?: string;
}

/** Finds a device by kernel name, node, link, `major:minor`, H:C:T:L, or by the name, WWID or UUID of its map. */
export function findDevice(system: System, machine: Machine, what: string): FoundDevice | undefined {
  const word = resolveDevice(system, machine.liveMaps, what);
  const disk = machine.paths.find(({ dev, devt, hctl }) => [dev, devt, hctl].includes(word));
  if (disk !== undefined) return { kind: "disk", dev: disk.dev };
  const map = machine.liveMaps.find(({ name, uuid, dm }) => [name, uuid, uuid.slice(6), dm].includes(word));
  const devts = (map?.table?.groups ?? []).flatMap(({ paths }) => paths.map(({ devt }) => devt));
  const first = devts.flatMap((devt) => machine.paths.find((path) => path.devt === devt) ?? [])[0];
  if (first !== undefined) return { kind: "disk", dev: first.dev };
  // A map of other disks than SCSI's, or of none.
  if (map !== undefined) return { kind: "other", dev: map.dm };
  const names = system.list("/sys/block") ?? [];
  const parent = names.find((name) => system.exists(`/sys/block/${name}/${word}/partition`));
  if (parent !== undefined) return { kind: "other", dev: word, parent };
  return names.includes(word) ? { kind: "other", dev: word } : undefined;
}

/** A LUN of the registry of which no path is there, by its WWID, its alias or a spelling of its id. */
export function findRegistered({ registry }: Machine, what: string): RegistryEntry | undefined {
  return [...registry].find(([key, { wwid, alias, ids }]) => [key, wwid, alias, ...ids].includes(what))?.[1];
}

/** A path of a LUN that has no map, by its WWID. */
export function findUnmapped({ luns }: Judgement, what: string): FoundDevice | undefined {
  const found = luns.find(({ lun }) => lun.wwid === what)?.lun;
  const [first] = [...(found?.paths ?? []), ...(found?.refusedPaths ?? [])];
  return first === undefined ? undefined : { kind: "disk", dev: first.dev };
}
