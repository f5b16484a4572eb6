import { describe, expect, it } from "vitest";
import { readHostUse, readUse } from "../../../host/uses/in-use.ts";
import { memorySystem } from "../../machines/machine.ts";

const disk = {
  dev: "sda",
  devt: "8:0",
  hctl: "0:0:0:0",
  vendor: "NETAPP",
  product: "LUN C-Mode",
  revision: "9000",
};
const part = { "/sys/block/sda/sda1/dev": "8:1\n", "/sys/block/sda/sda1/partition": "1\n" };

function mountinfo(devt: string, fileSystem: string, source: string): Readonly<Record<string, string>> {
  return { "/proc/self/mountinfo": `30 22 ${devt} / /data rw shared:7 - ${fileSystem} ${source} rw\n` };
}

function useOf(files: Readonly<Record<string, string>>): string | undefined {
  const system = memorySystem({ disks: [disk], files });
  return readUse(system, readHostUse(system), "sda")?.by;
}

describe("a disk", () => {
  it.each<[string, Readonly<Record<string, string>>, string | undefined]>([
    ["that is free", {}, undefined],
    ["mounted", mountinfo("8:0", "ext4", "/dev/sda"), "sda is mounted on /data"],
    [
      "whose partition is mounted",
      { ...part, ...mountinfo("8:1", "xfs", "/dev/sda1") },
      "sda1 is mounted on /data",
    ],
    ["that btrfs is mounted from", mountinfo("0:45", "btrfs", "/dev/sda"), "sda is mounted on /data"],
    [
      "that is a second member of a btrfs",
      { ...mountinfo("0:45", "btrfs", "/dev/sdb"), "/sys/fs/btrfs/6f0a/devices/sda/dev": "8:0\n" },
      "sda is in a mounted btrfs file system",
    ],
    [
      "that is a member of a bcachefs",
      mountinfo("0:46", "bcachefs", "/dev/sdb:/dev/sda"),
      "sda is mounted on /data",
    ],
    ["beside the one that is mounted", mountinfo("8:16", "ext4", "/dev/sdb"), undefined],
    ["beside a file system of no disk", mountinfo("0:50", "nfs4", "server:/sda"), undefined],
    [
      "that is swapped on",
      { "/proc/swaps": "Filename\tType\tSize\tUsed\tPriority\n/dev/sda partition 1 0 -2\n" },
      "sda is swapped on",
    ],
    ["that a dm device holds", { "/sys/block/sda/holders/dm-4/dm/uuid": "LVM-x\n" }, "sda is held by dm-4"],
  ])("%s", (_, files, expected) => expect(useOf(files)).toBe(expected));
});
