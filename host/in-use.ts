import type { System } from "./system.ts";
import { readAttribute, readText } from "./text.ts";

/** Who uses a disk outside its map, in the words of the message that refuses it. */
export interface Use {
  readonly dev: string;
  readonly by: string;
}

/** What the whole host has mounted and swaps on, by `major:minor`. */
export interface HostUse {
  readonly mounts: ReadonlyMap<string, string>;
  readonly swaps: ReadonlySet<string>;
}

/** Reads /proc/self/mountinfo and /proc/swaps once for all disks. */
export function readHostUse(system: System): HostUse {
  const mounts = new Map<string, string>();
  for (const line of (readText(system, "/proc/self/mountinfo") ?? "").split("\n")) {
    const [, , devt, , mountPoint] = line.split(" ");
    if (devt !== undefined && mountPoint !== undefined) mounts.set(devt, mountPoint);
  }
  const swaps = new Set<string>();
  for (const line of (readText(system, "/proc/swaps") ?? "").split("\n").slice(1)) {
    const [file] = line.split(/\s+/);
    if (file?.startsWith("/dev/")) swaps.add(file.slice("/dev/".length));
  }
  return { mounts, swaps };
}

/**
 * Who uses a disk or one of its partitions other than a map: a mount, swap or a holder. Absent when it is free. `maps`
 * are the dm-N known as maps, which a recorded machine may not say of each.
 */
export function readUse(
  system: System,
  host: HostUse,
  dev: string,
  maps: ReadonlySet<string> = new Set(),
): Use | undefined {
  const block = `/sys/block/${dev}`;
  const partitions = (system.list(block) ?? []).filter((name) => name.startsWith(dev));
  for (const part of [dev, ...partitions]) {
    const directory = part === dev ? block : `${block}/${part}`;
    const mounted = host.mounts.get(readAttribute(system, `${directory}/dev`) ?? "");
    if (mounted !== undefined) return { dev, by: `${part} is mounted on ${mounted}` };
    if (host.swaps.has(part)) return { dev, by: `${part} is swapped on` };
    const holders = system.list(`${directory}/holders`) ?? [];
    const foreign = holders.find((holder) => !maps.has(holder) && !isMultipathMap(system, holder));
    if (foreign !== undefined) return { dev, by: `${part} is held by ${foreign}` };
  }
  return undefined;
}

function isMultipathMap(system: System, holder: string): boolean {
  return readAttribute(system, `/sys/block/${holder}/dm/uuid`)?.startsWith("mpath-") === true;
}
