import type { MultipathTable } from "../../core/topology/map.ts";
import { naturalOrder } from "../../core/topology/natural-order.ts";
import { decodePath } from "../../core/topology/path-facts.ts";
import { listDisks, readDisk } from "../devices/disks.ts";
import { findDmDevice, type MapHead } from "../devices/dm-devices.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";

/**
 * Names the maps that a recorded machine knows by the text of `dmsetup table` alone. The UUID is `mpath-` and the id
 * of the table's paths (the map's own name where that is one of their ids, or where no path is there); the device is
 * the one that the paths' `holders` name, else the lowest dm-N that is free.
 */
export function concludeHeads(
  system: System,
  tables: ReadonlyMap<string, MultipathTable | undefined>,
  known: readonly MapHead[],
): readonly MapHead[] {
  const names = [...tables.keys()].filter((name) => known.every((head) => head.name !== name));
  if (names.length === 0) return [];
  const disks = disksByDevt(system);
  const taken = new Set([
    ...known.map(({ dm }) => dm),
    ...(system.list("/sys/block") ?? []).filter((dm) => isNamedOtherwise(system, dm, names)),
  ]);
  return names.sort(naturalOrder).map((name) => {
    const devts = (tables.get(name)?.groups ?? []).flatMap((group) => group.paths.map(({ devt }) => devt));
    const devs = devts.flatMap((devt) => disks.get(devt) ?? []);
    const dm = findDmDevice(system, name) ?? heldBy(system, devs, taken) ?? lowestFree(taken);
    taken.add(dm);
    return { name, uuid: `mpath-${concludeWwid(system, name, devs)}`, dm };
  });
}

function disksByDevt(system: System): ReadonlyMap<string, string> {
  const disks = listDisks(system).flatMap((dev) => {
    const path = readDisk(system, dev);
    return path === undefined ? [] : [[path.devt, dev] as const];
  });
  return new Map(disks);
}

function isNamedOtherwise(system: System, dm: string, names: readonly string[]): boolean {
  const name = readAttribute(system, `/sys/block/${dm}/dm/name`);
  return dm.startsWith("dm-") && name !== undefined && !names.includes(name);
}

function heldBy(system: System, devs: readonly string[], taken: ReadonlySet<string>): string | undefined {
  const holders = devs.flatMap((dev) => system.list(`/sys/block/${dev}/holders`) ?? []);
  return holders.find((holder) => /^dm-\d+$/.test(holder) && !taken.has(holder));
}

function lowestFree(taken: ReadonlySet<string>): string {
  let number = 0;
  while (taken.has(`dm-${number}`)) number += 1;
  return `dm-${number}`;
}

function concludeWwid(system: System, name: string, devs: readonly string[]): string {
  for (const dev of devs) {
    const raw = readDisk(system, dev);
    const identity = raw === undefined ? undefined : decodePath(raw).path.identity;
    if (identity?.wwid === undefined) continue;
    return identity.candidates.includes(name) ? name : identity.wwid;
  }
  return name;
}
