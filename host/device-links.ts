import type { System } from "./system.ts";
import { readAttribute, readText } from "./text.ts";

/** Names below /dev that a disk has now: its node and the links that udev gave it. */
export function readDeviceNames(system: System, dev: string): readonly string[] {
  const devt = readAttribute(system, `/sys/block/${dev}/dev`);
  const text = devt === undefined ? undefined : readText(system, `/run/udev/data/b${devt}`);
  const links = (text ?? "").split("\n").flatMap((line) => (line.startsWith("S:") ? [line.slice(2)] : []));
  return [dev, ...links.sort()].map((name) => `/dev/${name}`);
}

/** Names below /dev that the map of a LUN will have. */
export function mapNames(name: string, wwid: string): readonly string[] {
  const wwn = /^3[0-9a-f]+$/.test(wwid) ? [`/dev/disk/by-id/wwn-0x${wwid.slice(1)}`] : [];
  return [`/dev/mapper/${name}`, `/dev/disk/by-id/scsi-${wwid}`, ...wwn];
}
