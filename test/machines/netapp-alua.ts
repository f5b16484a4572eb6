import type { DiskSpec } from "./disk.ts";
import type { MachineSpec, MapSpec } from "./machine.ts";

const DEVICES = "abcdefghijklmnop";
/** Path `b` of the second LUN has failed. */
const FAILED = 5;

/** LUN `lun`, path `path` (0 to 3): two ports of the owning controller, two of its partner. */
function disk(lun: number, path: number): DiskSpec {
  const index = lun * 4 + path;
  const host = 2 + (path & 1);
  const target = path >> 1;
  const dev = `sd${DEVICES[index]}`;
  const naa = `600a098038303053453f4830424d4e${(0x50 + lun).toString(16)}`;
  const optimized = target === lun % 2;
  return {
    dev,
    devt: `8:${index * 16}`,
    hctl: `${host}:0:${target}:${lun}`,
    vendor: "NETAPP",
    product: "LUN C-Mode",
    revision: "9131",
    naa,
    serial: `80E0SE?H0BM${DEVICES[lun]}`,
    tpg: 1000 + target,
    port: path + 1,
    access: optimized ? "active/optimized" : "active/non-optimized",
    sectors: 209715200,
    state: index === FAILED ? "offline" : "running",
    holders: [`dm-${lun}`],
    rport: `rport-${host}:0-${target}`,
    udev: {
      DM_MULTIPATH_DEVICE_PATH: "1",
      ID_FS_TYPE: "mpath_member",
      ID_SERIAL: `3${naa}`,
      ID_VENDOR: "NETAPP",
      PATHPLUG_PROFILE: "netapp/ontap",
      SYSTEMD_READY: "0",
    },
  };
}

function map(lun: number): MapSpec {
  const naa = disk(lun, 0).naa ?? "";
  const name = lun === 0 ? "data" : `3${naa}`;
  const paths = [0, 1, 2, 3].map((path) => disk(lun, path));
  const best = paths.filter(({ access }) => access === "active/optimized");
  const rest = paths.filter(({ access }) => access !== "active/optimized");
  const table = (group: readonly DiskSpec[]): string =>
    `service-time 0 ${group.length} 1 ${group.map(({ devt }) => `${devt} 1`).join(" ")}`;
  const state = ({ state: one, devt }: DiskSpec): string =>
    `${devt} ${one === "offline" ? "F 3" : "A 0"} 0 1`;
  const status = (group: readonly DiskSpec[], letter: string): string =>
    `${letter} 0 ${group.length} 2 ${group.map(state).join(" ")}`;
  return {
    dm: `dm-${lun}`,
    name,
    uuid: `mpath-3${naa}`,
    table: `0 209715200 multipath 3 pg_init_retries 50 queue_if_no_path 1 alua 2 1 ${table(best)} ${table(rest)}`,
    status: `0 209715200 multipath 2 0 1 0 2 1 ${status(best, "A")} ${status(rest, "E")}`,
  };
}

const LUNS = [0, 1, 2, 3];

/** A NetApp ONTAP array over FC: 4 LUNs with 4 paths each, ALUA, all assembled; one path has failed. */
export const netappAlua: MachineSpec = {
  disks: LUNS.flatMap((lun) => [0, 1, 2, 3].map((path) => disk(lun, path))),
  maps: LUNS.map(map),
  files: {
    "/etc/pathplug/owner": "pathplug known\n",
    "/run/pathplug/armed": "PATHPLUG_ARMED=1\nPATHPLUG_MODE=known\n",
    "/etc/multipath/wwids": `# Multipath wwids\n${LUNS.map((lun) => `/3${disk(lun, 0).naa}/`).join("\n")}\n`,
    "/etc/pathplug/pathplug.json": `{\n  // The database's LUN.\n  "luns": [{ "wwid": "3${disk(0, 0).naa}", "alias": "data" }]\n}\n`,
    ...Object.fromEntries(
      ["2:0-0", "2:0-1", "3:0-0", "3:0-1"].map((port, index) => [
        `/sys/class/fc_remote_ports/rport-${port.replace("-", "-")}/node_name`,
        `0x500a0980${(0x1000 + index).toString(16)}abcd\n`,
      ]),
    ),
  },
};
