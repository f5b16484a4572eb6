import type { DiskSpec } from "./disk.ts";
import type { MachineSpec } from "./machine.ts";

/** One path of a LUN of a vendor that no profile knows, and what udev made of it. */
function acme(index: number, lun: number, reason: string, claimed: boolean): DiskSpec {
  const naa = `600123400b9f27c1d35e7a6482f0c0${lun}0`;
  return {
    dev: `sd${"abcd"[index]}`,
    devt: `8:${index * 16}`,
    hctl: `${index}:0:0:${lun}`,
    vendor: "ACME",
    product: "Anvil",
    revision: "1.0",
    tpgs: 0,
    naa,
    serial: `ANV-000${lun}`,
    udev: {
      ID_SERIAL: `3${naa}`,
      PATHPLUG_CLAIM_REASON: reason,
      PATHPLUG_ID: `naa.${naa}`,
      PATHPLUG_PATH: "1",
      ...(claimed ? { DM_MULTIPATH_DEVICE_PATH: "1", ID_FS_TYPE: "mpath_member", SYSTEMD_READY: "0" } : {}),
    },
  };
}

const excluded = "naa.600123400b9f27c1d35e7a6482f0c010";
const givenBack = "naa.600123400b9f27c1d35e7a6482f0c030";

/** Mode smart: a LUN that the site excludes, on two paths; one that waits for a second path; one that has been given back. */
export const findModes: MachineSpec = {
  disks: [
    acme(0, 1, "excluded", false),
    acme(1, 1, "excluded", false),
    acme(2, 2, "smart", true),
    acme(3, 3, "given-back", false),
  ],
  files: {
    "/etc/pathplug/owner": "PATHPLUG_OWNER=pathplug\nPATHPLUG_MODE=smart\n",
    "/etc/pathplug/pathplug.json":
      '// LUNs of the cluster.\n{\n  "exclude": {\n    "wwid": ["3600123400b9f27c1d35e7a6482f0c010"],\n  },\n}\n',
    "/run/pathplug/armed": "PATHPLUG_ARMED=1\nPATHPLUG_MODE=smart\n",
    "/run/pathplug/left": "",
    [`/run/pathplug/in-use/${excluded}`]: "PATHPLUG_CLAIM_REASON=excluded\n",
    [`/run/pathplug/in-use/${givenBack}`]: "PATHPLUG_CLAIM_REASON=given-back\n",
  },
};
