import type { DiskSpec } from "./disk.ts";
import type { MachineSpec } from "./machine.ts";
import { usedLun } from "./others.ts";

/** What a host that pathplug owns and may act on has. */
const OWNED = { "/etc/pathplug/owner": "pathplug known\n", "/run/pathplug/armed": "" } as const;

const NAA = "624a9370bd452205599f429100011401";

/** Path 0 or 1 of one LUN, claimed by udev. */
function claimed(index: number, more: Partial<DiskSpec> = {}): DiskSpec {
  return {
    dev: `sd${"ab"[index]}`,
    devt: `8:${index * 16}`,
    hctl: `${index}:0:0:1`,
    vendor: "PURE",
    product: "FlashArray",
    revision: "8888",
    naa: NAA,
    serial: "BD452205599F429100011401",
    tpg: 0,
    port: index + 1,
    sectors: 41943040,
    udev: {
      DM_MULTIPATH_DEVICE_PATH: "1",
      ID_FS_TYPE: "mpath_member",
      PATHPLUG_CLAIM: "first-path",
      PATHPLUG_CLAIM_REASON: "first-path",
      PATHPLUG_ID: `naa.${NAA}`,
      PATHPLUG_PATH: "1",
      SYSTEMD_READY: "0",
    },
    ...more,
  };
}

/** `systemctl show` of our units, each with what differs from a host where all is well. */
function units(differing: Readonly<Record<string, string>>): string {
  const wells = {
    "pathplug-arm.service": "inactive",
    "pathplug-assemble.path": "active",
    "pathplug-assemble.service": "inactive",
  };
  const blocks = Object.entries(wells).map(([unit, active]) => {
    const fields = {
      LoadState: "loaded",
      ActiveState: active,
      Result: "success",
      UnitFileState: "enabled",
      DefaultDependencies: "no",
      Before: "local-fs-pre.target shutdown.target sysinit.target",
    };
    const lines = Object.entries(fields).map(
      ([key, value]) => `${key}=${differing[`${unit} ${key}`] ?? value}`,
    );
    return `Id=${unit}\n${lines.join("\n")}\n`;
  });
  return blocks.join("\n");
}

/** The LUN of `used-lun` on a host that pathplug owns: markers keep both of its paths with the system. */
export const leftLun: MachineSpec = {
  disks: usedLun.disks.map((disk) => ({
    ...disk,
    udev: { PATHPLUG_CLAIM_REASON: "in-use", PATHPLUG_ID: `naa.${NAA}` },
  })),
  files: {
    ...usedLun.files,
    ...OWNED,
    "/run/pathplug/in-use/1": "",
    "/run/pathplug/in-use/17": "",
    [`/run/pathplug/in-use/naa.${NAA}`]: "",
    "/run/pathplug/systemd/units": units({}),
  },
};

/** A LUN whose map device-mapper refuses: its disks are claimed and put aside. The registry knows another, which is gone. */
export const parkedLun: MachineSpec = {
  disks: [claimed(0), claimed(1)],
  files: {
    ...OWNED,
    "/etc/pathplug/luns.d/naa.624a9370bd452205599f429100011402":
      'PATHPLUG_FORMAT="1"\nPATHPLUG_WWID="3624a9370bd452205599f429100011402"\nPATHPLUG_ALIAS="archive"\nPATHPLUG_PATHS="2"\nPATHPLUG_IDS="naa.624a9370bd452205599f429100011402"\n',
    "/run/pathplug/parked/again-sda": "",
    "/run/pathplug/parked/again-sdb": "",
    "/run/pathplug/systemd/units": units({}),
  },
};

/** pathplug owns the host, and multipathd runs: nothing is armed, and what was claimed before is still so. */
export const disarmedHost: MachineSpec = {
  disks: [claimed(0), claimed(1, { udev: { ID_SERIAL: `3${NAA}` } })],
  files: {
    "/etc/pathplug/owner": "pathplug known\n",
    "/run/multipathd.pid": "612\n",
    "/proc/612/stat": "",
    "/run/pathplug/systemd/units": units({}),
  },
};

/** The worker fails each time and the path unit is dead, a drop-in spoils the order at boot; a LUN is registered in /run alone, a mark has outlived its use. */
export const failingWorker: MachineSpec = {
  disks: [claimed(0, { udev: { PATHPLUG_CLAIM_REASON: "in-use", PATHPLUG_ID: `naa.${NAA}` } })],
  files: {
    ...OWNED,
    "/run/pathplug/failures": "3\n",
    "/run/pathplug/taken/sda": "",
    [`/run/pathplug/in-use/naa.${NAA}`]: "",
    [`/run/pathplug/luns.d/naa.${NAA}`]: `PATHPLUG_FORMAT="1"\nPATHPLUG_WWID="3${NAA}"\nPATHPLUG_PATHS="2"\n`,
    "/run/pathplug/systemd/units": units({
      "pathplug-assemble.path ActiveState": "failed",
      "pathplug-assemble.path Result": "unit-start-limit-hit",
      "pathplug-assemble.service ActiveState": "failed",
      "pathplug-assemble.service Result": "timeout",
      "pathplug-assemble.service DefaultDependencies": "yes",
      "pathplug-arm.service LoadState": "masked",
    }),
  },
};

/** A line of the kernel's log as the journal gives it, some seconds after 2025-11-26 13:28:00 UTC. */
function logged(second: number, text: string): string {
  return `${JSON.stringify({ __REALTIME_TIMESTAMP: `${1_764_163_680 + second}000000`, MESSAGE: text })}\n`;
}

/** A LUN of which one path has lost its target, and whose other path has met a block that cannot be read. */
export const failedPath: MachineSpec = {
  disks: [claimed(0, { holders: ["dm-0"] }), claimed(1, { holders: ["dm-0"] })],
  maps: [
    {
      dm: "dm-0",
      name: `3${NAA}`,
      uuid: `mpath-3${NAA}`,
      table: "0 41943040 multipath 0 0 1 1 service-time 0 2 1 8:0 1 8:16 1",
      status: "0 41943040 multipath 2 0 0 0 1 1 A 0 2 2 8:0 F 1 0 1 8:16 A 0 0 1",
    },
  ],
  files: {
    ...OWNED,
    "/run/pathplug/systemd/units": units({}),
    "/run/pathplug/kernel-log": [
      logged(
        1,
        "sd 0:0:0:1: [sda] tag#22 FAILED Result: hostbyte=DID_NO_CONNECT driverbyte=DRIVER_OK cmd_age=0s",
      ),
      logged(1, "sd 0:0:0:1: [sda] tag#22 CDB: Write(10) 2a 00 00 10 00 00 00 00 08 00"),
      logged(1, "I/O error, dev sda, sector 1048576 op 0x1:(WRITE) flags 0x4200 phys_seg 1 prio class 2"),
      logged(1, "device-mapper: multipath: 253:0: Failing path 8:0."),
      logged(2, "sd 0:0:0:1: rejecting I/O to offline device"),
      logged(7, "sd 1:0:0:1: [sdb] tag#3 FAILED Result: hostbyte=DID_OK driverbyte=DRIVER_OK cmd_age=0s"),
      logged(7, "sd 1:0:0:1: [sdb] tag#3 Sense Key : Medium Error [current] [descriptor] "),
      logged(7, "sd 1:0:0:1: [sdb] tag#3 Add. Sense: Unrecovered read error"),
      logged(7, "sd 1:0:0:1: [sdb] tag#3 CDB: Read(10) 28 00 00 00 12 34 00 00 08 00"),
      logged(
        7,
        "critical medium error, dev sdb, sector 4660 op 0x0:(READ) flags 0x4000 phys_seg 1 prio class 2",
      ),
    ].join(""),
  },
};
