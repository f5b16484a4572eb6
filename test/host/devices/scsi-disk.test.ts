import { describe, expect, it } from "vitest";
import { readScsiDisk } from "../../../host/devices/scsi-disk.ts";
import { memorySystem } from "../../machines/machine.ts";

const naa = "600a098000000000000000000000000a";
const disk = {
  dev: "sda",
  devt: "8:0",
  hctl: "0:0:0:0",
  vendor: "NETAPP",
  product: "LUN",
  revision: "1",
  naa,
};

describe("what udev stored for a disk", () => {
  it.each<[string, Readonly<Record<string, string>>, boolean | undefined]>([
    ["with its claim", { PATHPLUG_ID: `naa.${naa}`, DM_MULTIPATH_DEVICE_PATH: "1" }, true],
    ["without a claim", { PATHPLUG_ID: `naa.${naa}` }, false],
    ["by another's rules", { DM_MULTIPATH_DEVICE_PATH: "1" }, true],
    [
      "when another disk had its number",
      { PATHPLUG_ID: "naa.5000c50000000001", DM_MULTIPATH_DEVICE_PATH: "1" },
      undefined,
    ],
  ])("%s", (_, udev, claimed) => {
    expect(readScsiDisk(memorySystem({ disks: [{ ...disk, udev }] }), "sda")?.claimed).toBe(claimed);
  });
});

describe("a disk", () => {
  it.each([
    ["0", true],
    ["20", true],
    ["5", false],
    ["12", false],
  ])("of peripheral type %s: %s, as for the claim rule", (type, isRead) => {
    const machine = memorySystem({ disks: [disk] });
    const system: typeof machine = {
      ...machine,
      readBytes: (path, limit) =>
        path === "/sys/block/sda/device/type"
          ? new TextEncoder().encode(type)
          : machine.readBytes(path, limit),
    };
    expect(readScsiDisk(system, "sda") !== undefined).toBe(isRead);
  });
});
