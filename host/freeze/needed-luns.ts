import type { System } from "../system/system.ts";
import { baseName, readAttribute } from "../system/text.ts";
import { type HostUse, readHostUse } from "../uses/in-use.ts";

/** What is mounted before the system begins, or by whoever begins it. */
const BOOT_MOUNTS = new Set(["/", "/usr", "/etc"]);

/** Deepest stack of block devices that is followed: file system, crypt, volume, array, partition, map. */
const DEPTH = 16;

/**
 * WWIDs of the LUNs whose maps lie below /, /usr, /etc and swap, however many layers are between; as this process
 * sees them, which may be in the root of a system that is being installed.
 */
export function readNeededLuns(system: System): ReadonlySet<string> {
  const wwids = new Set<string>();
  const seen = new Set<string>();
  const follow = (dev: string, depth: number): void => {
    if (seen.has(dev) || depth > DEPTH) return;
    seen.add(dev);
    const block = `/sys/class/block/${dev}`;
    const uuid = readAttribute(system, `${block}/dm/uuid`) ?? "";
    if (uuid.startsWith("mpath-")) wwids.add(uuid.slice("mpath-".length));
    else for (const below of system.list(`${block}/slaves`) ?? []) follow(below, depth + 1);
  };
  for (const dev of bootDevices(system, readHostUse(system, "/proc/self/mountinfo"))) follow(dev, 0);
  return wwids;
}

/** Kernel names of the devices that boot mounts or swaps on; of a btrfs all its members. */
function bootDevices(system: System, { mounts, swaps, btrfs }: HostUse): readonly string[] {
  const mounted = [...mounts]
    .filter(([, points]) => points.some((point) => BOOT_MOUNTS.has(point)))
    .flatMap(([key]) => nameOf(system, key) ?? []);
  const swapped = [...swaps].map((name) => baseName(system.readLink(`/dev/${name}`) ?? name));
  return [...mounted, ...mounted.flatMap((name) => btrfs.get(name) ?? []), ...swapped];
}

/** A kernel name for a number, or for what is a name already. */
function nameOf(system: System, key: string): string | undefined {
  if (!/^\d+:\d+$/.test(key)) return key;
  const link = system.readLink(`/sys/dev/block/${key}`);
  return link === undefined ? undefined : baseName(link);
}
