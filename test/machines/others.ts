import type { DiskSpec } from "./disk.ts";
import type { MachineSpec } from "./machine.ts";

const plain = { revision: "1.0", tpgs: 0 } as const;

/** Nothing to multipath: a virtio disk. */
export const virtioOnly: MachineSpec = { disks: [] };

/** Disks that no profile knows: another vendor's LUN on two paths, a disk without page 83, a USB stick. */
export const unknownDevices: MachineSpec = {
  disks: [
    {
      ...plain,
      dev: "sda",
      devt: "8:0",
      hctl: "0:0:0:0",
      vendor: "ACME",
      product: "Anvil",
      naa: "600123400b9f27c1d35e7a6482f0190a",
      serial: "ANV-0001",
    },
    {
      ...plain,
      dev: "sdb",
      devt: "8:16",
      hctl: "1:0:0:0",
      vendor: "ACME",
      product: "Anvil",
      naa: "600123400b9f27c1d35e7a6482f0190a",
      serial: "ANV-0001",
    },
    { ...plain, dev: "sdc", devt: "8:32", hctl: "2:0:0:0", vendor: "QEMU", product: "QEMU HARDDISK" },
    { ...plain, dev: "sdd", devt: "8:48", hctl: "3:0:0:0", vendor: "Generic", product: "Flash Disk" },
  ],
  files: { "/etc/pathplug/owner": "pathplug known\n", "/run/pathplug/armed": "" },
};

const HOSTILE: readonly (readonly [string, string])[] = [
  ['";reboot', "$(reboot)"],
  ["\u001b[2J", "%c %k | rm"],
  ["../../x", "..\\..\\;,/"],
  ["NETAPP\u0007", "LUN:C\u009b31m"],
];

/** INQUIRY strings that try to be more than text. */
export const hostileStrings: MachineSpec = {
  disks: HOSTILE.map(([vendor, product], index) => ({
    ...plain,
    dev: `sd${"abcd"[index]}`,
    devt: `8:${index * 16}`,
    hctl: `${index}:0:0:0`,
    vendor,
    product,
    naa: `600123400b9f27c1d35e7a6482f0b00${index}`,
    serial: `"$\u001b];x${index}`,
  })),
  files: { "/etc/pathplug/owner": "pathplug known\n", "/run/pathplug/armed": "" },
};

function pure(index: number, lun: number, more: Partial<DiskSpec> = {}): DiskSpec {
  return {
    dev: `sd${"abcdefgh"[index]}`,
    devt: `8:${index * 16}`,
    hctl: `${index % 4}:0:0:${lun}`,
    vendor: "PURE",
    product: "FlashArray",
    revision: "8888",
    naa: `624a9370bd452205599f42910001140${lun}`,
    serial: `BD452205599F42910001140${lun}`,
    tpg: 0,
    port: (index % 4) + 1,
    sectors: 41943040,
    ...more,
  };
}

/** Two LUNs without maps: a sibling of the first has another size, one of the second another serial; one disk is mounted. */
export const refusedSiblings: MachineSpec = {
  disks: [
    ...[0, 1, 2].map((index) => pure(index, 1)),
    pure(3, 1, { sectors: 83886080 }),
    ...[4, 5, 6].map((index) => pure(index, 2)),
    pure(7, 2, { serial: "BD452205599F429100011FFF" }),
  ],
};

/** A LUN of which one path's partition is mounted: it stays with the system, its other path too. */
export const usedLun: MachineSpec = {
  disks: [0, 1].map((index) => pure(index, 1)),
  files: {
    "/sys/block/sda/sda1/dev": "8:1\n",
    "/sys/block/sda/sda1/partition": "1\n",
    "/proc/self/mountinfo":
      "22 1 254:1 / / rw - ext4 /dev/vda1 rw\n40 22 8:1 / /srv rw - ext4 /dev/sda1 rw\n",
  },
};

/** Many LUNs with four paths each, their maps and what is remembered of them, for figures. */
export function manyMaps(count: number): MachineSpec {
  const disks = Array.from({ length: count * 4 }, (_, index) => {
    const lun = index >> 2;
    const [major, minor] = [8 + (index >> 12), index & 4095];
    return pure(0, 1, {
      dev: diskName(index),
      devt: `${major}:${minor}`,
      hctl: `${index & 3}:0:${lun >> 8}:${lun & 255}`,
      naa: `624a9370bd452205599f4291${lun.toString(16).padStart(8, "0")}`,
      serial: `BD452205599F4291${lun.toString(16).padStart(8, "0").toUpperCase()}`,
      port: (index & 3) + 1,
    });
  });
  const maps = Array.from({ length: count }, (_, lun) => {
    const own = disks.slice(lun * 4, lun * 4 + 4);
    return {
      dm: `dm-${lun}`,
      name: `3${own[0]?.naa}`,
      uuid: `mpath-3${own[0]?.naa}`,
      table: `0 41943040 multipath 1 queue_if_no_path 1 alua 1 1 service-time 0 4 1 ${own.map(({ devt }) => `${devt} 1`).join(" ")}`,
      status: `0 41943040 multipath 2 0 0 0 1 1 A 0 4 2 ${own.map(({ devt }) => `${devt} A 0 0 1`).join(" ")}`,
    };
  });
  const registry = Array.from({ length: count }, (_, lun) => {
    const naa = disks[lun * 4]?.naa;
    const text = `PATHPLUG_FORMAT="1"\nPATHPLUG_WWID="3${naa}"\nPATHPLUG_PATHS="4"\nPATHPLUG_IDS="naa.${naa}"\n`;
    return [`/etc/pathplug/luns.d/naa.${naa}`, text] as const;
  });
  const wwids = maps.map(({ name }) => `/${name}/\n`).join("");
  return { disks, maps, files: { ...Object.fromEntries(registry), "/etc/multipath/wwids": wwids } };
}

/** `sda` to `sdz`, `sdaa` and on, as the kernel counts. */
function diskName(index: number): string {
  let letters = "";
  for (let rest = index; rest >= 0; rest = Math.floor(rest / 26) - 1) {
    letters = String.fromCharCode(97 + (rest % 26)) + letters;
  }
  return `sd${letters}`;
}
