import type { System } from "../system/system.ts";
import { baseName, readAttribute, readText } from "../system/text.ts";
import { readKernelOpeners } from "./kernel-openers.ts";

/** Who uses a disk outside its map, in the words of the message that refuses it. */
export interface Use {
  readonly dev: string;
  readonly by: string;
}

/** What the whole host has mounted, swaps on and exports. */
export interface HostUse {
  /** Mount points by `major:minor`, and by kernel name. */
  readonly mounts: ReadonlyMap<string, readonly string[]>;
  readonly swaps: ReadonlySet<string>;
  /** Members of mounted btrfs file systems by kernel name, each with all members of its own. */
  readonly btrfs: ReadonlyMap<string, readonly string[]>;
  /** What the kernel has open for others, by device (`b8:16`). */
  readonly kernel: ReadonlyMap<string, string>;
}

/**
 * Reads what the host has mounted, /proc/swaps and /sys/fs/btrfs once for all disks. The number that mountinfo gives for
 * btrfs and other file systems of several disks is nobody's; they are found by the mount's source, and btrfs by its
 * members. The first process' mounts are the host's: a service with a sandbox does not see all of them.
 */
export function readHostUse(system: System, mountinfo = "/proc/1/mountinfo"): HostUse {
  const mounts = new Map<string, string[]>();
  const note = (key: string, point: string): void => {
    mounts.set(key, [...(mounts.get(key) ?? []), point]);
  };
  const table = readText(system, mountinfo) || readText(system, "/proc/self/mountinfo");
  for (const line of (table ?? "").split("\n")) {
    const [head = "", tail = ""] = line.split(" - ");
    const [, , devt, , escaped] = head.split(" ");
    if (devt === undefined || escaped === undefined) continue;
    const point = unescapeMountinfo(escaped);
    for (const key of new Set([devt, ...sourceNames(system, tail.split(" ")[1] ?? "")])) note(key, point);
  }
  const swaps = new Set<string>();
  for (const line of (readText(system, "/proc/swaps") ?? "").split("\n").slice(1)) {
    const [file] = line.split(/\s+/);
    if (file?.startsWith("/dev/")) swaps.add(file.slice("/dev/".length));
  }
  return { mounts, swaps, btrfs: readBtrfsMembers(system), kernel: readKernelOpeners(system) };
}

/** The kernel writes blanks, line ends and backslashes as three octal digits. */
function unescapeMountinfo(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
}

/** Kernel names that a mount's source stands for: `/dev/sda1`, a link to it, or several joined by colons (bcachefs). */
function sourceNames(system: System, source: string): readonly string[] {
  return source.split(":").flatMap((path) => {
    if (!path.startsWith("/dev/")) return [];
    const name = baseName(system.readLink(path) ?? path);
    return name === "" ? [] : [name];
  });
}

function readBtrfsMembers(system: System): ReadonlyMap<string, readonly string[]> {
  const base = "/sys/fs/btrfs";
  const members = new Map<string, readonly string[]>();
  for (const uuid of system.list(base) ?? []) {
    const own = system.list(`${base}/${uuid}/devices`) ?? [];
    for (const name of own) members.set(name, own);
  }
  return members;
}

/**
 * Who uses a disk or one of its partitions other than a map: a mount, swap, a holder or the kernel for somebody. Absent
 * when it is free. `maps` are the dm-N known as maps, which a recorded machine may not say of each.
 */
export function readUse(
  system: System,
  host: HostUse,
  dev: string,
  maps: ReadonlySet<string> = new Set(),
): Use | undefined {
  for (const { name, directory, devt } of partsOf(system, dev)) {
    const [mounted] = mountsOf(host, name, devt);
    if (mounted !== undefined) return { dev, by: `${name} is mounted on ${mounted}` };
    if (host.btrfs.has(name)) return { dev, by: `${name} is in a mounted btrfs file system` };
    if (host.swaps.has(name)) return { dev, by: `${name} is swapped on` };
    const kernel = host.kernel.get(`b${devt}`);
    if (kernel !== undefined) return { dev, by: `${name} ${kernel}` };
    const holders = system.list(`${directory}/holders`) ?? [];
    const foreign = holders.find((holder) => !maps.has(holder) && !isMultipathMap(system, holder));
    if (foreign !== undefined) return { dev, by: `${name} is held by ${foreign}` };
  }
  return undefined;
}

/** Where file systems are mounted that lie on a disk or its partitions; of a btrfs of several disks, also on the others. */
export function readMountPoints(system: System, host: HostUse, dev: string): readonly string[] {
  const points = partsOf(system, dev).flatMap(({ name, devt }) => [
    ...mountsOf(host, name, devt),
    ...(host.btrfs.get(name) ?? []).flatMap((member) => host.mounts.get(member) ?? []),
  ]);
  return [...new Set(points)];
}

/** A disk and its partitions. */
function partsOf(
  system: System,
  dev: string,
): readonly { readonly name: string; readonly directory: string; readonly devt: string }[] {
  const block = `/sys/block/${dev}`;
  const partitions = (system.list(block) ?? []).filter((name) => name.startsWith(dev));
  return [dev, ...partitions].map((name) => {
    const directory = name === dev ? block : `${block}/${name}`;
    return { name, directory, devt: readAttribute(system, `${directory}/dev`) ?? "" };
  });
}

function mountsOf({ mounts }: HostUse, name: string, devt: string): readonly string[] {
  return mounts.get(devt) ?? mounts.get(name) ?? [];
}

function isMultipathMap(system: System, holder: string): boolean {
  return readAttribute(system, `/sys/block/${holder}/dm/uuid`)?.startsWith("mpath-") === true;
}
