import type { RawPath } from "../../core/topology/path.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { readBlockFacts } from "./block-facts.ts";
import { concludeDevt, concludeHctl } from "./recorded-disk.ts";
import { placeOf } from "./scsi-place.ts";
import { readReach } from "./transport.ts";

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

/** Whether a kernel name is that of a SCSI disk. */
export function isScsiDisk(dev: string): boolean {
  return /^sd[a-z]+$/.test(dev);
}

/** Peripheral types that the claim rule takes: direct access, and host-managed zoned. */
const DISK_TYPES: readonly string[] = ["0", "20"];

/** Reads one path from sysfs and the udev database; absent when the disk is gone or is no SCSI disk. */
export function readScsiDisk(system: System, dev: string): RawPath | undefined {
  const block = `/sys/block/${dev}`;
  const devt = readAttribute(system, `${block}/dev`) ?? concludeDevt(system, dev);
  if (devt === undefined) return undefined;
  const attributes = readAttributes(system, `${block}/device`);
  if (!DISK_TYPES.includes(attributes.type ?? "0")) return undefined;
  return {
    dev,
    devt,
    hctl: concludeHctl(system, dev, placeOf(system, dev)),
    pages: readPages(system, dev, IDENTITY_PAGES),
    attributes,
    ...readBlockFacts(system, dev, devt, attributes.wwid),
    ...readReach(system, system.readLink(block) ?? ""),
  };
}

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

/**
 * Has udev look at a disk again: a synthetic `change` event, what `udevadm trigger` writes. Then at its partitions, which
 * belong to whom the disk belongs.
 */
export function triggerDisk(system: System, dev: string): void {
  const block = `/sys/block/${dev}`;
  const parts = (system.list(block) ?? []).filter((name) => name.startsWith(dev));
  for (const path of [block, ...parts.map((part) => `${block}/${part}`)]) {
    system.write(`${path}/uevent`, "change", "attribute");
  }
}

/**
 * Gives a claimed disk back: udev looks at it again, and the partitions are there again that went when a map held it
 * (path-partitions.ts). Only those that are missing are added: an update would take away the others for a moment.
 */
export async function returnDisk(system: System, dev: string): Promise<void> {
  triggerDisk(system, dev);
  await system.spawn(["partx", "--add", `/dev/${dev}`], { timeoutMs: 5_000 });
}
