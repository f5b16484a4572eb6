import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { encodeText } from "../../core/bytes/text.ts";
import { recordedSystem } from "../../host/recording/sysroot-system.ts";
import type { System } from "../../host/system/system.ts";
import { type DiskSpec, diskFiles, diskLinks } from "./disk.ts";

/** A map of a constructed machine. */
export interface MapSpec {
  readonly dm: string;
  readonly name: string;
  readonly uuid: string;
  /** `start length multipath …`, as `dmsetup table` prints it. */
  readonly table: string;
  readonly status: string;
}

/** A machine made up for tests: every file it has, by absolute path. */
export interface MachineSpec {
  readonly disks: readonly DiskSpec[];
  readonly maps?: readonly MapSpec[];
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  /** Symbolic links beside those of its disks, by absolute path. */
  readonly links?: Readonly<Record<string, string>>;
}

export type MachineFiles = ReadonlyMap<string, Uint8Array>;

const HOST_FILES = {
  "/proc/cmdline": "BOOT_IMAGE=/vmlinuz root=/dev/vda1 ro quiet\n",
  "/proc/self/mountinfo": "22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n",
  "/proc/swaps": "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n",
  "/proc/sys/kernel/osrelease": "6.12.48-amd64\n",
  "/sys/block/vda/dev": "254:0\n",
  "/sys/block/vda/size": "41943040\n",
  "/sys/block/vda/vda1/dev": "254:1\n",
  "/sys/block/vda/vda1/partition": "1\n",
  "/sys/block/loop0/dev": "7:0\n",
  "/sys/module/dm_multipath/refcnt": "0\n",
  "/sys/module/dm_service_time/refcnt": "0\n",
  "/usr/lib/modules/6.12.48-amd64/kernel/drivers/md/dm-multipath.ko.xz": "",
  "/usr/lib/modules/6.12.48-amd64/kernel/drivers/md/dm-service-time.ko.xz": "",
  "/usr/lib/modules/6.12.48-amd64/kernel/drivers/md/dm-queue-length.ko.xz": "",
  "/usr/lib/modules/6.12.48-amd64/kernel/drivers/md/dm-round-robin.ko.xz": "",
  "/run/udev/control": "",
  "/usr/sbin/dmsetup": "",
  "/usr/sbin/kpartx": "",
  "/usr/bin/flock": "",
  "/usr/bin/qjs": "",
};

/** All files of a machine; what every host has is there too. */
export function machineFiles({ disks, maps = [], files = {} }: MachineSpec): MachineFiles {
  const all = new Map<string, Uint8Array | string>(Object.entries({ ...HOST_FILES, ...files }));
  for (const disk of disks) for (const [path, content] of diskFiles(disk)) all.set(path, content);
  for (const [index, { dm, name, uuid }] of maps.entries()) {
    all.set(`/sys/block/${dm}/dev`, `253:${index}\n`);
    all.set(`/sys/block/${dm}/ro`, "0\n");
    all.set(`/sys/block/${dm}/dm/name`, `${name}\n`);
    all.set(`/sys/block/${dm}/dm/uuid`, `${uuid}\n`);
    all.set(`/sys/block/${dm}/dm/suspended`, "0\n");
  }
  if (maps.length > 0) {
    all.set("/run/pathplug/dm/table", maps.map(({ name, table }) => `${name}: ${table}\n`).join(""));
    all.set("/run/pathplug/dm/status", maps.map(({ name, status }) => `${name}: ${status}\n`).join(""));
    all.set("/run/pathplug/dm/info", maps.map(({ dm }) => `${dm} 1 L--w\n`).join(""));
  }
  const bytesOf = (content: Uint8Array | string): Uint8Array =>
    typeof content === "string" ? encodeText(content) : content;
  return new Map([...all].map(([path, content]) => [path, bytesOf(content)]));
}

/** A machine in memory, as a System. */
export function memorySystem(spec: MachineSpec): System {
  const files = machineFiles(spec);
  const links = new Map([
    ...spec.disks.flatMap((disk) => [...diskLinks(disk)]),
    ...Object.entries(spec.links ?? {}),
  ]);
  const directories = directoriesOf(files);
  return recordedSystem(
    {
      readBytes: (path, limit = 1 << 20) => files.get(path)?.subarray(0, limit),
      list: (path) => directories.get(path),
      readLink: (path) => links.get(path),
      exists: (path) => files.has(path) || directories.has(path) || links.has(path),
    },
    { sleep: async () => {}, monotonic: () => 0, now: () => 0 },
  );
}

function directoriesOf(files: MachineFiles): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, Set<string>>();
  for (const path of files.keys()) {
    for (let at = path; at !== "/"; at = dirname(at)) {
      const parent = dirname(at);
      const known = names.get(parent) ?? new Set<string>();
      names.set(parent, known);
      known.add(at.slice(parent === "/" ? 1 : parent.length + 1));
    }
  }
  return new Map([...names].map(([path, children]) => [path, [...children]]));
}

/**
 * Writes a machine below a directory, for `--sysroot`. Links of devices stand as directories, as whoever copies a few
 * files by hand makes them; `linked` makes what sysfs has: /sys/block/sda leads to the device.
 */
export function writeTree(spec: MachineSpec, root: string, linked = false): void {
  const moved = new Map<string, string>();
  if (linked) {
    for (const { dev, hctl } of spec.disks) {
      const host = hctl.split(":")[0] ?? "0";
      const device = `/sys/devices/platform/host${host}/target${hctl.replace(/:\d+$/, "")}/${hctl}`;
      moved.set(`/sys/block/${dev}/device/`, `${device}/`);
      moved.set(`/sys/block/${dev}/`, `${device}/block/${dev}/`);
      mkdirSync(join(root, device, "block", dev), { recursive: true });
      mkdirSync(join(root, "/sys/block"), { recursive: true });
      symlinkSync(`..${device.slice(4)}/block/${dev}`, join(root, "/sys/block", dev));
      symlinkSync(`../../../${hctl}`, join(root, device, "block", dev, "device"));
    }
  }
  for (const [path, content] of machineFiles(spec)) {
    const prefix = [...moved.keys()].find((from) => path.startsWith(from));
    const file = join(root, prefix === undefined ? path : `${moved.get(prefix)}${path.slice(prefix.length)}`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
