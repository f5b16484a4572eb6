import { describe, expect, it } from "vitest";
import { findDevice } from "../../../host/devices/find-device.ts";
import { readMachine } from "../../../host/machine.ts";
import type { DiskSpec } from "../../machines/disk.ts";
import { type MapSpec, memorySystem } from "../../machines/machine.ts";

const naa = "600a098000000000000000000000000a";

function disk(dev: string, devt: string, more: Partial<DiskSpec> = {}): DiskSpec {
  const hctl = `${devt.slice(2)}:0:0:0`;
  return { dev, devt, hctl, vendor: "NETAPP", product: "LUN C-Mode", revision: "9000", naa, ...more };
}

const map: MapSpec = {
  dm: "dm-0",
  name: "data",
  uuid: `mpath-3${naa}`,
  table: "0 2097152 multipath 0 0 1 1 service-time 0 1 1 8:16 1",
  status: "0 2097152 multipath 2 0 0 0 1 1 A 0 1 1 8:16 A 0",
};

const partition = {
  "/sys/block/sda/sda1/dev": "8:1\n",
  "/sys/block/sda/sda1/partition": "1\n",
  "/run/udev/data/b8:1": "S:disk/by-uuid/1f-2e\nE:ID_FS_TYPE=ext4\n",
  "/sys/block/vda/dev": "254:0\n",
  "/run/udev/data/b254:0": "S:disk/by-id/virtio-a\nL:10\n",
  "/run/udev/data/b254:1": "S:disk/by-id/virtio-a\nL:20\n",
};

async function found(what: string, maps: readonly MapSpec[] = []) {
  const disks = [disk("sda", "8:0", { udev: {} }), disk("sdb", "8:16", { udev: {} })];
  const system = memorySystem({ disks, maps, files: partition });
  return findDevice(system, await readMachine(system), what);
}

describe("a link below /dev on a recorded machine", () => {
  it.each([
    ["a disk by its node", "/dev/sdb", { kind: "disk", dev: "sdb" }],
    ["a disk by path", "/dev/disk/by-path/pci-0000:00:05.0-scsi-16:0:0:0", { kind: "disk", dev: "sdb" }],
    ["of several disks of one link the first", `/dev/disk/by-id/wwn-0x${naa}`, { kind: "disk", dev: "sda" }],
    ["a partition", "/dev/disk/by-uuid/1f-2e", { kind: "other", dev: "sda1", parent: "sda" }],
    [
      "of several the one of highest priority",
      "/dev/disk/by-id/virtio-a",
      { kind: "other", dev: "vda1", parent: "vda" },
    ],
    ["nothing, where nobody has it", "/dev/disk/by-id/wwn-0xdead", undefined],
  ])("means %s", async (_, what, device) => {
    expect(await found(what)).toEqual(device);
  });

  it.each([
    `/dev/disk/by-id/wwn-0x${naa}`,
    `/dev/disk/by-id/scsi-3${naa}`,
    `/dev/disk/by-id/dm-uuid-mpath-3${naa}`,
    "/dev/disk/by-id/dm-name-data",
    "/dev/mapper/data",
    "/dev/dm-0",
  ])("means the map before its paths: %s", async (what) => {
    expect(await found(what, [map])).toEqual({ kind: "disk", dev: "sdb" });
  });
});
