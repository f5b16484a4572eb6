import type { DiskSpec } from "./disk.ts";
import type { MachineSpec } from "./machine.ts";

const UID = "IBM.750000000DX111.1500.0a";

/** A volume of a mainframe's storage server as z/VM gives it to a guest: its base and a PAV alias are two disks of one UID. */
function dasdFiles(
  dev: string,
  minor: number,
  bus: string,
  alias: 0 | 1,
): readonly (readonly [string, string])[] {
  const block = `/sys/block/${dev}`;
  return [
    [`${block}/dev`, `94:${minor}\n`],
    [`${block}/size`, "14424480\n"],
    [`${block}/ro`, "0\n"],
    [`${block}/${dev}1/dev`, `94:${minor + 1}\n`],
    [`${block}/${dev}1/partition`, "1\n"],
    [`${block}/device/alias`, `${alias}\n`],
    [`${block}/device/cutype`, "3990/e9\n"],
    [`${block}/device/devtype`, "3390/0c\n"],
    [`${block}/device/discipline`, "ECKD\n"],
    [`${block}/device/status`, "online\n"],
    [`${block}/device/uid`, `${UID}\n`],
    [`${block}/device/vendor`, "IBM\n"],
    [`${block}/holders/dm-0/dev`, "253:0\n"],
    [
      `/run/udev/data/b94:${minor}`,
      `S:disk/by-id/ccw-${UID}\nS:disk/by-path/ccw-${bus}\nE:ID_BUS=ccw\nE:ID_TYPE=disk\nE:ID_UID=${UID}\nE:ID_PATH=ccw-${bus}\nV:1\n`,
    ],
  ];
}

/** A LUN by zFCP, which is an ordinary SCSI disk. */
function zfcp(index: number): DiskSpec {
  return {
    dev: `sd${"ab"[index]}`,
    devt: `8:${index * 16}`,
    hctl: `${index}:0:0:1`,
    vendor: "IBM",
    product: "2107900",
    revision: ".160",
    naa: "6005076303ffd1170000000000001a02",
    serial: "75DX1111A02",
    tpg: 0,
    port: index + 1,
    rport: `rport-${index}:0-1`,
    sectors: 41943040,
  };
}

/** DASDs under a map that multipath-tools has made, and a LUN by zFCP, on a host that pathplug owns. */
export const dasd: MachineSpec = {
  disks: [zfcp(0), zfcp(1)],
  maps: [
    {
      dm: "dm-0",
      name: "mpatha",
      uuid: `mpath-${UID}`,
      table: "0 14424480 multipath 1 queue_if_no_path 0 1 1 service-time 0 2 1 94:0 1 94:4 1",
      status: "0 14424480 multipath 2 0 0 0 1 1 A 0 2 2 94:0 A 0 0 1 94:4 A 0 0 1",
    },
  ],
  files: Object.fromEntries([
    ...dasdFiles("dasda", 0, "0.0.1500", 0),
    ...dasdFiles("dasdb", 4, "0.0.1501", 1),
    ["/etc/pathplug/owner", "pathplug known\n"],
    ["/run/pathplug/armed", ""],
  ]),
  links: {
    "/sys/block/dasda": "../devices/css0/0.0.0009/0.0.1500/block/dasda",
    "/sys/block/dasda/device": "../../../0.0.1500",
    "/sys/block/dasdb": "../devices/css0/0.0.000a/0.0.1501/block/dasdb",
    "/sys/block/dasdb/device": "../../../0.0.1501",
  },
};

/** What QEMU makes of an image: a serial number, and a name by it where the hypervisor gives a `wwn`. */
function image(index: number, more: Partial<DiskSpec> = {}): DiskSpec {
  return {
    dev: `sd${"abcde"[index]}`,
    devt: `8:${index * 16}`,
    hctl: `${index % 2}:0:0:${index >> 1}`,
    adapter: `virtio${(index % 2) + 2}`,
    vendor: "QEMU",
    product: "QEMU HARDDISK",
    revision: "2.5+",
    tpgs: 0,
    sectors: 41943040,
    ...more,
  };
}

const shared: Partial<DiskSpec> = { naa: "5000c500a1b2c3d4", serial: "shared-0" };
const passed: Partial<DiskSpec> = {
  vendor: "NETAPP",
  product: "LUN C-Mode",
  revision: "9700",
  naa: "600a098038304437415d4b6a59685944",
  serial: "80D7A]KjYhYD",
  tpg: 1000,
  tpgs: 1,
};

/**
 * A guest with two virtio-scsi controllers: an image behind both, a LUN of an array that is passed through by both, and an image
 * behind one alone, without a `wwn`.
 */
export const virtioScsi: MachineSpec = {
  disks: [
    image(0, shared),
    image(1, shared),
    image(2, { ...passed, port: 1 }),
    image(3, { ...passed, port: 2 }),
    image(4),
  ],
  files: { "/etc/pathplug/owner": "pathplug known\n", "/run/pathplug/armed": "" },
};
