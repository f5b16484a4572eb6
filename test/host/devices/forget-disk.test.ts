import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { forgetDisk } from "../../../host/devices/forget-disk.ts";
import { newRoot, treeSystem, writeFiles } from "../tree-system.ts";

const disk = (dev: string, devt: string, diskseq: string) => ({
  [`/sys/block/${dev}/dev`]: `${devt}\n`,
  [`/sys/block/${dev}/diskseq`]: `${diskseq}\n`,
});

describe("forgetting a disk that has become another one", () => {
  it.each<[string, string, string, readonly string[]]>([
    [
      "is deleted, and its place looked at again",
      "sdc",
      "7",
      ["tee /sys/block/sdc/device/delete", "tee /sys/class/scsi_host/host2/scan"],
    ],
    ["is left alone where another one has its number", "sdc", "8", []],
    [
      "of NVMe is not deleted: its controller is looked at anew",
      "nvme1n1",
      "7",
      ["tee /sys/block/nvme1n1/device/rescan_controller"],
    ],
    ["of NVMe is left alone where another one has its number", "nvme1n1", "8", []],
  ])("it %s", async (_, dev, diskseq, written) => {
    const root = newRoot();
    writeFiles(root, { ...disk(dev, "8:32", "7"), "/run/pathplug/recheck/.keep": "" });
    symlinkSync(dev === "sdc" ? "../../../2:0:0:1" : "../../nvme1", join(root, `sys/block/${dev}/device`));
    const { system, calls } = treeSystem(root, { tee: "cat >/dev/null" });
    await forgetDisk(system, { dev, diskseq }, "8:32");
    expect(calls).toEqual(written);
    const isDeleted = written.some((call) => call.endsWith("delete"));
    expect(system.exists("/run/pathplug/recheck/scan-2:0:0:1")).toBe(isDeleted);
  });
});
