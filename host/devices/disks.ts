import { claimKey } from "../../core/identify/registry-key.ts";
import type { RawPath } from "../../core/topology/path.ts";
import { isRunning } from "../../core/topology/serving.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { isNvmeDisk, isNvmeOurs, readNvmeDisk } from "./nvme-disk.ts";
import { isScsiDisk, readScsiDisk } from "./scsi-disk.ts";

/** Kernel names of all disks that can be paths, in no particular order: SCSI disks, NVMe where the kernel does not multipath it. */
export function listDisks(system: System): readonly string[] {
  const names = system.list("/sys/block") ?? [];
  const hasNvme = isNvmeOurs(system);
  return names.filter((name) => isScsiDisk(name) || (hasNvme && isNvmeDisk(name)));
}

/** Reads one path from sysfs and the udev database; absent when it is gone or cannot be one. */
export function readDisk(system: System, dev: string): RawPath | undefined {
  return isNvmeDisk(dev) ? readNvmeDisk(system, dev) : readScsiDisk(system, dev);
}

/** What the kernel says a disk is, its `wwid` attribute: enough to tell which LUN it belongs to. */
export function readKernelId(system: System, dev: string): string | undefined {
  const device = isNvmeDisk(dev) ? "" : "/device";
  return readAttribute(system, `/sys/block/${dev}${device}/wwid`) || undefined;
}

/** The name by which the claim rule looks a disk up: see `claimKey`. */
export function readClaimKey(system: System, dev: string): string | undefined {
  return claimKey({ kernelId: readKernelId(system, dev) });
}

/** Whether the link to a disk is alive, as far as the kernel knows: state of its SCSI device or its NVMe controller. */
export function isLinkAlive(system: System, dev: string): boolean {
  return isRunning(readAttribute(system, `/sys/block/${dev}/device/state`));
}
