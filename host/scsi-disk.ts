import { udevReplace } from "../core/bytes/untrusted.ts";
import type { RawPath } from "../core/topology/path.ts";
import type { System } from "./system.ts";
import { baseName, readAttribute } from "./text.ts";
import { readReach } from "./transport.ts";
import { readUdevProperties } from "./udev-database.ts";

/** Attributes of the SCSI device that identify it or tell its state; all are kernel memory, none sends a command. */
const ATTRIBUTES = [
  "wwid",
  "state",
  "access_state",
  "preferred_path",
  "dh_state",
  "vendor",
  "model",
  "rev",
  "type",
] as const;

type PageFiles = readonly (readonly [page: string, file: string])[];

/** sysfs files of the pages that every decision is made from. */
const IDENTITY_PAGES: PageFiles = [
  ["inquiry", "inquiry"],
  ["80", "vpd_pg80"],
  ["83", "vpd_pg83"],
];

/** sysfs files of the other pages that the kernel keeps: only people look at them. */
const MORE_PAGES: PageFiles = [
  ["00", "vpd_pg0"],
  ["b0", "vpd_pgb0"],
  ["b1", "vpd_pgb1"],
  ["b2", "vpd_pgb2"],
];

/** Kernel names of all SCSI disks, in no particular order. */
export function listScsiDisks(system: System): readonly string[] {
  return (system.list("/sys/block") ?? []).filter((name) => /^sd[a-z]+$/.test(name));
}

/** Peripheral types that the claim rule takes: direct access, and host-managed zoned. */
const DISK_TYPES: readonly string[] = ["0", "20"];

/** What the kernel says a disk is, its `wwid` attribute: enough to tell which LUN it belongs to. */
export function readKernelId(system: System, dev: string): string | undefined {
  return readAttribute(system, `/sys/block/${dev}/device/wwid`) || undefined;
}

/** Reads one path from sysfs and the udev database; absent when the disk is gone or is no SCSI disk. */
export function readScsiDisk(system: System, dev: string): RawPath | undefined {
  const block = `/sys/block/${dev}`;
  const devt = readAttribute(system, `${block}/dev`) ?? concludeDevt(system, dev);
  if (devt === undefined) return undefined;
  const attributes = readAttributes(system, `${block}/device`);
  if (!DISK_TYPES.includes(attributes.type ?? "0")) return undefined;
  const udev = currentProperties(readUdevProperties(system, devt), attributes.wwid);
  const diskseq = readAttribute(system, `${block}/diskseq`);
  const idSerial = udev?.get("ID_SERIAL");
  const claimReason = udev?.get("PATHPLUG_CLAIM_REASON");
  return {
    dev,
    devt,
    hctl: readHctl(system, block),
    ...(diskseq === undefined ? {} : { diskseq }),
    pages: readPages(system, dev, IDENTITY_PAGES),
    attributes,
    sectors: readNumber(system, `${block}/size`, 0),
    logicalBlockSize: readNumber(system, `${block}/queue/logical_block_size`, 512),
    readOnly: readAttribute(system, `${block}/ro`) === "1",
    holders: system.list(`${block}/holders`) ?? [],
    ...(idSerial === undefined ? {} : { idSerial }),
    ...(udev === undefined ? {} : { claimed: udev.get("DM_MULTIPATH_DEVICE_PATH") === "1" }),
    ...(claimReason === undefined ? {} : { claimReason }),
    ...readReach(system, system.readLink(block) ?? ""),
  };
}

/**
 * What udev stored for this disk. While it has not processed the disk's first event, what it stored for the one that had
 * the number before may lie there still: that disk's claim is not this one's.
 */
function currentProperties(
  udev: ReadonlyMap<string, string> | undefined,
  wwid: string | undefined,
): ReadonlyMap<string, string> | undefined {
  const id = udev?.get("PATHPLUG_ID");
  return id === undefined || wwid === undefined || id === udevReplace(wwid) ? udev : undefined;
}

/** The number of a disk that was recorded without it, as sd counts (drivers/scsi/sd.c, sd_major). */
function concludeDevt(system: System, dev: string): string | undefined {
  if (system.live || !system.exists(`/sys/block/${dev}`)) return undefined;
  let index = 0;
  for (const letter of dev.slice(2)) index = index * 26 + letter.charCodeAt(0) - 96;
  index -= 1;
  const block = (index & 0xf0) >> 4;
  const major = block === 0 ? 8 : block < 8 ? 64 + block : 120 + block;
  return `${major}:${((index & 0xf) << 4) | (index & 0xfff00)}`;
}

/** From the link to the SCSI device, else from what the device's class directories are called. */
function readHctl(system: System, block: string): string {
  const linked = baseName(system.readLink(`${block}/device`) ?? "");
  if (HCTL.test(linked)) return linked;
  const placed = /\/(\d+:\d+:\d+:\d+)\/block\//.exec(system.readLink(block) ?? "")?.[1];
  if (placed !== undefined) return placed;
  const named = ["scsi_device", "scsi_disk", "bsg"].flatMap(
    (kind) => system.list(`${block}/device/${kind}`) ?? [],
  );
  return named.find((name) => HCTL.test(name)) ?? "";
}

const HCTL = /^\d+:\d+:\d+:\d+$/;

function readAttributes(system: System, device: string): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = {};
  for (const name of ATTRIBUTES) {
    const text = readAttribute(system, `${device}/${name}`);
    if (text !== undefined) attributes[name] = text;
  }
  return attributes;
}

/** Every page of a disk that the kernel keeps, in the order of their codes after standard INQUIRY. */
export function readAllPages(system: System, dev: string): Readonly<Record<string, Uint8Array>> {
  return readPages(system, dev, [...IDENTITY_PAGES, ...MORE_PAGES]);
}

function readPages(system: System, dev: string, files: PageFiles): Readonly<Record<string, Uint8Array>> {
  const pages: Record<string, Uint8Array> = {};
  for (const [page, file] of files) {
    const bytes = system.readBytes(`/sys/block/${dev}/device/${file}`, 65536);
    if (bytes !== undefined && bytes.length > 0) pages[page] = bytes;
  }
  return pages;
}

function readNumber(system: System, path: string, otherwise: number): number {
  const text = readAttribute(system, path);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : otherwise;
}

/** Has udev look at a disk again: a synthetic `change` event, what `udevadm trigger` writes. */
export function triggerDisk(system: System, dev: string): void {
  system.write(`/sys/block/${dev}/uevent`, "change", "attribute");
}
