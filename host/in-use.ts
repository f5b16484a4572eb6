import type { System } from "./system.ts";
import { baseName, readAttribute, readText } from "./text.ts";

/** Who uses a disk outside its map, in the words of the message that refuses it. */
export interface Use {
  readonly dev: string;
  readonly by: string;
}

/** What the whole host has mounted and swaps on. */
export interface HostUse {
  /** Mount points by `major:minor`, and by kernel name. */
  readonly mounts: ReadonlyMap<string, string>;
  readonly swaps: ReadonlySet<string>;
  /** Kernel names of the members of mounted btrfs file systems. */
  readonly btrfs: ReadonlySet<string>;
}

/**
 * Reads /proc/self/mountinfo, /proc/swaps and /sys/fs/btrfs once for all disks. The number that mountinfo gives for btrfs
 * and other file systems of several disks is nobody's; they are found by the mount's source, and btrfs by its members.
 */
export function readHostUse(system: System): HostUse {
  const mounts = new Map<string, string>();
  for (const line of (readText(system, "/proc/self/mountinfo") ?? "").split("\n")) {
    const [head = "", tail = ""] = line.split(" - ");
    const [, , devt, , mountPoint] = head.split(" ");
    if (devt === undefined || mountPoint === undefined) continue;
    mounts.set(devt, mountPoint);
    for (const name of sourceNames(system, tail.split(" ")[1] ?? "")) mounts.set(name, mountPoint);
  }
  const swaps = new Set<string>();
  for (const line of (readText(system, "/proc/swaps") ?? "").split("\n").slice(1)) {
    const [file] = line.split(/\s+/);
    if (file?.startsWith("/dev/")) swaps.add(file.slice("/dev/".length));
  }
  return { mounts, swaps, btrfs: readBtrfsMembers(system) };
}

/** Kernel names that a mount's source stands for: `/dev/sda1`, a link to it, or several joined by colons (bcachefs). */
function sourceNames(system: System, source: string): readonly string[] {
  return source.split(":").flatMap((path) => {
    if (!path.startsWith("/dev/")) return [];
    const name = baseName(system.readLink(path) ?? path);
    return name === "" ? [] : [name];
  });
}

function readBtrfsMembers(system: System): ReadonlySet<string> {
  const base = "/sys/fs/btrfs";
  return new Set((system.list(base) ?? []).flatMap((uuid) => system.list(`${base}/${uuid}/devices`) ?? []));
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
    const mounted = host.mounts.get(readAttribute(system, `${directory}/dev`) ?? "") ?? host.mounts.get(part);
    if (mounted !== undefined) return { dev, by: `${part} is mounted on ${mounted}` };
    if (host.btrfs.has(part)) return { dev, by: `${part} is in a mounted btrfs file system` };
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
