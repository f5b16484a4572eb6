import type { NeededLuns } from "../../core/freeze/frozen-set.ts";
import { readClaimKey } from "../devices/disks.ts";
import type { System } from "../system/system.ts";
import { baseName, readAttribute, readText } from "../system/text.ts";
import { type HostUse, readHostUse } from "../uses/in-use.ts";

/** What is mounted before the system begins, or by whoever begins it, and what dracut waits for. */
const BOOT_MOUNTS = ["/", "/usr", "/etc", "/boot", "/boot/efi", "/efi"];

/** Deepest stack of block devices that is followed: file system, crypt, volume, array, partition, map. */
const DEPTH = 16;

/**
 * The LUNs that lie below /, /usr, /etc, /boot, swap and what fstab has mounted by the initramfs, however many layers are between; as
 * this process sees them, which may be in the root of a system that is being installed. Sysfs alone is asked. Absent where nobody can
 * tell what the root lies on (ZFS, an overlay, no mount point): then boot may need any.
 */
export function readNeededLuns(system: System): NeededLuns | undefined {
  const host = readHostUse(system, "/proc/self/mountinfo");
  const roots = devicesOf(system, host, ["/"]);
  if (roots.length === 0) return undefined;
  const wwids = new Set<string>();
  const keys = new Set<string>();
  const seen = new Set<string>();
  const follow = (dev: string, depth: number): void => {
    if (seen.has(dev) || depth > DEPTH) return;
    seen.add(dev);
    const block = `/sys/class/block/${dev}`;
    const uuid = readAttribute(system, `${block}/dm/uuid`) ?? "";
    if (uuid.startsWith("mpath-")) {
      wwids.add(uuid.slice("mpath-".length));
      return;
    }
    const below = system.list(`${block}/slaves`) ?? [];
    for (const each of below) follow(each, depth + 1);
    const key = below.length === 0 ? keyOfDisk(system, dev) : undefined;
    if (key !== undefined) keys.add(key);
  };
  const points = [...BOOT_MOUNTS, ...initrdMounts(system)];
  for (const dev of [...devicesOf(system, host, points), ...swapsOf(system, host)]) follow(dev, 0);
  return { wwids, keys };
}

/** The name under which the LUN of a disk, or of a partition's disk, is registered or would be. */
function keyOfDisk(system: System, dev: string): string | undefined {
  const disk = system.exists(`/sys/class/block/${dev}/partition`) ? dev.replace(/p?\d+$/, "") : dev;
  return readClaimKey(system, disk);
}

/** Mount points that fstab has the initramfs mount. */
function initrdMounts(system: System): readonly string[] {
  return (readText(system, "/etc/fstab") ?? "").split("\n").flatMap((line) => {
    const [source = "#", point = "", , options = ""] = line.trim().split(/\s+/);
    return !source.startsWith("#") && options.split(",").includes("x-initrd.mount") ? [point] : [];
  });
}

/** Kernel names of the devices that are mounted there; of a btrfs all its members. */
function devicesOf(system: System, { mounts, btrfs }: HostUse, wanted: readonly string[]): readonly string[] {
  const mounted = [...mounts]
    .filter(([, points]) => points.some((point) => wanted.includes(point)))
    .flatMap(([key]) => nameOf(system, key) ?? []);
  return [...mounted, ...mounted.flatMap((name) => btrfs.get(name) ?? [])];
}

function swapsOf(system: System, { swaps }: HostUse): readonly string[] {
  return [...swaps].map((name) => baseName(system.readLink(`/dev/${name}`) ?? name));
}

/** A kernel name for a number, or for what is a name already; absent where there is no such block device. */
function nameOf(system: System, key: string): string | undefined {
  const link = /^\d+:\d+$/.test(key) ? system.readLink(`/sys/dev/block/${key}`) : key;
  const name = link === undefined ? undefined : baseName(link);
  return name !== undefined && system.exists(`/sys/class/block/${name}`) ? name : undefined;
}
