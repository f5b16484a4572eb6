import { be, bytes, designator, fromHex, portGroup, relativePort, vpd } from "../core/decode/valid-pages.ts";

/** One SCSI disk of a constructed machine. */
export interface DiskSpec {
  readonly dev: string;
  readonly devt: string;
  readonly hctl: string;
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
  /** Hex digits of the NAA designator; absent: no page 83. */
  readonly naa?: string;
  readonly serial?: string;
  readonly tpg?: number;
  readonly port?: number;
  readonly tpgs?: 0 | 1 | 2 | 3;
  readonly access?: string;
  /** 512-byte sectors. */
  readonly sectors?: number;
  readonly state?: string;
  readonly holders?: readonly string[];
  /** Remote port by which it is reached, `rport-0:0-1`. */
  readonly rport?: string;
  /** What its SCSI host hangs on below the PCI device, `virtio2`. */
  readonly adapter?: string;
  /** Whether udev has processed it, and what it stored. */
  readonly udev?: Readonly<Record<string, string>>;
}

/** The files of a disk by absolute path. */
export function diskFiles(disk: DiskSpec): ReadonlyMap<string, Uint8Array | string> {
  const { dev, devt, hctl, vendor, product, revision, naa, serial, tpgs = 1, access } = disk;
  const block = `/sys/block/${dev}`;
  const files = new Map<string, Uint8Array | string>([
    [`${block}/dev`, `${devt}\n`],
    [`${block}/size`, `${disk.sectors ?? 2097152}\n`],
    [`${block}/ro`, "0\n"],
    [`${block}/diskseq`, `${Number(devt.split(":")[1]) + 1}\n`],
    [`${block}/queue/logical_block_size`, "512\n"],
    [`${block}/device/vendor`, `${vendor.padEnd(8)}\n`],
    [`${block}/device/model`, `${product.padEnd(16)}\n`],
    [`${block}/device/rev`, `${revision.padEnd(4)}\n`],
    [`${block}/device/type`, "0\n"],
    [`${block}/device/state`, `${disk.state ?? "running"}\n`],
    [`${block}/device/inquiry`, inquiryOf(disk)],
    [`${block}/device/scsi_device/${hctl}/power/control`, "on\n"],
  ]);
  for (const holder of disk.holders ?? []) files.set(`${block}/holders/${holder}/dev`, "");
  if (serial !== undefined) files.set(`${block}/device/vpd_pg80`, vpd(0x80, serial));
  if (naa !== undefined) {
    files.set(`${block}/device/vpd_pg83`, page83Of(disk, naa));
    files.set(`${block}/device/wwid`, `naa.${naa}\n`);
  }
  if (tpgs !== 0) {
    files.set(`${block}/device/dh_state`, "alua\n");
    files.set(`${block}/device/access_state`, `${access ?? "active/optimized"}\n`);
    files.set(`${block}/device/preferred_path`, "0\n");
  }
  if (disk.udev !== undefined) files.set(`/run/udev/data/b${devt}`, databaseOf(disk, disk.udev));
  return files;
}

/** The links of a disk: where it hangs below /sys/devices. */
export function diskLinks({ dev, hctl, rport, adapter }: DiskSpec): ReadonlyMap<string, string> {
  const [host] = hctl.split(":");
  const port = rport === undefined ? "" : `/${rport}`;
  const target = hctl.replace(/:\d+$/, "");
  const on = adapter === undefined ? "" : `/${adapter}`;
  const device = `../devices/pci0000:00/0000:00:05.0${on}/host${host}${port}/target${target}/${hctl}`;
  return new Map([
    [`/sys/block/${dev}`, `${device}/block/${dev}`],
    [`/sys/block/${dev}/device`, `../../../${hctl}`],
  ]);
}

function inquiryOf({ vendor, product, revision, tpgs = 1 }: DiskSpec): Uint8Array {
  const head = bytes(0, 0, 6, 2, 91, tpgs << 4, 0, 2);
  const text = bytes(vendor.padEnd(8), product.padEnd(16), revision.padEnd(4));
  return bytes(head, text, new Array<number>(60).fill(0));
}

function page83Of({ vendor, serial, tpg, port }: DiskSpec, naa: string): Uint8Array {
  const ports = [
    ...(port === undefined ? [] : [relativePort(port)]),
    ...(tpg === undefined ? [] : [portGroup(tpg)]),
  ];
  const t10 = serial === undefined ? [] : [designator(2, 0, 1, vendor.padEnd(8), `LUN ${serial}`)];
  return vpd(0x83, designator(1, 0, 3, fromHex(naa)), ...t10, ...ports);
}

function databaseOf({ dev, hctl, naa }: DiskSpec, properties: Readonly<Record<string, string>>): string {
  const links = naa === undefined ? [] : [`S:disk/by-id/scsi-3${naa}`, `S:disk/by-id/wwn-0x${naa}`];
  const lines = Object.entries(properties).map(([key, value]) => `E:${key}=${value}`);
  return `${[...links, `S:disk/by-path/pci-0000:00:05.0-scsi-${hctl}`, `I:${dev.length}0`, ...lines, "V:1"].join("\n")}\n`;
}

/** RTPG data as a device answers: one descriptor per group. */
export function rtpgOf(groups: readonly { readonly group: number; readonly state: number }[]): Uint8Array {
  const descriptors = groups.map(({ group, state }) =>
    bytes(state, 0x8f, be(group, 2), 0, 0, 0, 1, 0, 0, be(group, 2)),
  );
  const body = bytes(...descriptors);
  return bytes(be(body.length, 4), body);
}
