import { describe, expect, it } from "vitest";
import { readNeededLuns } from "../../../host/freeze/needed-luns.ts";
import { memorySystem } from "../../machines/machine.ts";

/** A machine of which each block device has an uuid of device-mapper, or lies on others. */
function needed(
  mountinfo: string,
  blocks: Readonly<Record<string, string | readonly string[]>>,
  more: Readonly<Record<string, string>> = {},
): readonly string[] {
  const files: Record<string, string> = {
    "/proc/self/mountinfo": mountinfo,
    "/proc/1/mountinfo": "",
    ...more,
  };
  const links: Record<string, string> = {};
  Object.entries(blocks).forEach(([name, below], minor) => {
    links[`/sys/dev/block/252:${minor}`] = `../../devices/virtual/block/${name}`;
    files[`/sys/class/block/${name}/dev`] = `252:${minor}\n`;
    if (typeof below === "string") files[`/sys/class/block/${name}/dm/uuid`] = `${below}\n`;
    else for (const each of below) files[`/sys/class/block/${name}/slaves/${each}/dev`] = "";
  });
  const needed = readNeededLuns(memorySystem({ disks: [], files, links }));
  return needed === undefined ? ["any"] : [...needed.wwids, ...needed.keys].sort();
}

const mount = (devt: string, point: string, source = "/dev/x") =>
  `22 1 ${devt} / ${point} rw shared:1 - ext4 ${source} rw\n`;

describe("the LUNs that boot needs", () => {
  it("are those below /, /usr and /etc, and no others", () => {
    const blocks = { "dm-0": "mpath-3a", "dm-1": "mpath-3b", "dm-2": "mpath-3c", "dm-3": "mpath-3d" };
    const mounts =
      mount("252:0", "/") + mount("252:1", "/usr") + mount("252:2", "/etc") + mount("252:3", "/srv");
    expect(needed(mounts, blocks)).toEqual(["3a", "3b", "3c"]);
  });

  it("are found below volumes, encryption, arrays and partitions, several of one volume too", () => {
    const blocks = {
      "dm-9": ["dm-8", "md0"],
      "dm-8": ["dm-1"],
      "dm-1": "mpath-3a",
      md0: ["dm-5"],
      "dm-5": ["dm-2"],
      "dm-2": "mpath-3b",
    };
    expect(needed(mount("252:0", "/"), blocks)).toEqual(["3a", "3b"]);
  });

  it("are none where devices lie on each other in a ring", () => {
    expect(needed(mount("252:0", "/"), { "dm-0": ["dm-1"], "dm-1": ["dm-0"] })).toEqual([]);
  });

  it("are known by the kernel's id where no map is below: they get one at the next boot", () => {
    const ids = { "/sys/block/sda/device/wwid": "naa.5c3\n", "/sys/block/nvme0n1/wwid": "eui.00a\n" };
    expect(needed(mount("252:0", "/"), { "dm-0": ["sda"], sda: [] }, ids)).toEqual(["naa.5c3"]);
    const partition = { ...ids, "/sys/class/block/nvme0n1p2/partition": "2\n" };
    expect(needed(mount("252:0", "/"), { nvme0n1p2: [] }, partition)).toEqual(["eui.00a"]);
    expect(needed(mount("252:0", "/"), { vda: [] })).toEqual([]);
  });

  it("may be any where nobody can tell what the root lies on", () => {
    expect(needed("", {})).toEqual(["any"]);
    expect(needed(mount("0:33", "/", "rpool/ROOT/debian"), {})).toEqual(["any"]);
    expect(needed(mount("252:0", "/usr"), { "dm-0": "mpath-3a" })).toEqual(["any"]);
  });

  it("are those that fstab has the initramfs mount", () => {
    const fstab = "# x\nUUID=1 /srv ext4 defaults,x-initrd.mount 0 2\nUUID=2 /data ext4 defaults 0 2\n";
    const blocks = { "dm-0": "mpath-3a", "dm-1": "mpath-3b", "dm-2": "mpath-3c" };
    const mounts = mount("252:0", "/") + mount("252:1", "/srv") + mount("252:2", "/data");
    expect(needed(mounts, blocks, { "/etc/fstab": fstab })).toEqual(["3a", "3b"]);
  });

  it("are those of swap", () => {
    const swaps = "Filename Type Size Used Priority\n/dev/dm-0 partition 1 0 -2\n/swapfile file 1 0 -3\n";
    const blocks = { "dm-0": ["dm-1"], "dm-1": "mpath-3a", vda: [] };
    expect(needed(mount("252:2", "/"), blocks, { "/proc/swaps": swaps })).toEqual(["3a"]);
  });

  it("are those of every member of a btrfs, whose number in mountinfo is nobody's", () => {
    const members = { "/sys/fs/btrfs/u/devices/dm-0/dev": "", "/sys/fs/btrfs/u/devices/dm-1/dev": "" };
    const blocks = { "dm-0": "mpath-3a", "dm-1": "mpath-3b" };
    expect(needed(mount("0:33", "/", "/dev/dm-0"), blocks, members)).toEqual(["3a", "3b"]);
  });
});
