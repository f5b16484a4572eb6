import { mapWwid } from "../../core/topology/luns.ts";
import type { LiveMap } from "../../core/topology/map.ts";
import type { System } from "../system/system.ts";
import { baseName, readAttribute } from "../system/text.ts";
import { readUdevRecord } from "./udev-database.ts";

/** Names below /dev that a disk has now: its node and the links that udev gave it. */
export function readDeviceNames(system: System, dev: string): readonly string[] {
  const devt = readAttribute(system, `/sys/block/${dev}/dev`);
  const links = readUdevRecord(system, `b${devt}`)?.("S") ?? [];
  return [dev, ...[...links].sort()].map((name) => `/dev/${name}`);
}

/** Names below /dev that the map of a LUN will have. */
export function mapNames(name: string, wwid: string): readonly string[] {
  const wwn = /^3[0-9a-f]+$/.test(wwid) ? [`/dev/disk/by-id/wwn-0x${wwid.slice(1)}`] : [];
  return [`/dev/mapper/${name}`, `/dev/disk/by-id/scsi-${wwid}`, ...wwn];
}

/**
 * The kernel name that a node or link below /dev means; any other word stays as it is. A recorded machine has no /dev:
 * there the links of its maps are known by their names, and those of other devices by the udev database, where of
 * several devices with one link that of the highest priority has it.
 */
export function resolveDevice(
  system: System,
  liveMaps: readonly Pick<LiveMap, "name" | "uuid" | "dm">[],
  what: string,
): string {
  if (!what.startsWith("/dev/")) return what;
  const target = system.readLink(what);
  if (target !== undefined || system.live) return baseName(target ?? what);
  const map = liveMaps.find((each) => linksOf(each).includes(what));
  return map?.dm ?? readLinkOwner(system, what.slice("/dev/".length)) ?? baseName(what);
}

function linksOf(map: Pick<LiveMap, "name" | "uuid">): readonly string[] {
  const { name, uuid } = map;
  const byId = [`dm-name-${name}`, `dm-uuid-${uuid}`].map((link) => `/dev/disk/by-id/${link}`);
  return [...mapNames(name, mapWwid(map)), ...byId];
}

/** The disk or partition that has a link by the udev database. */
function readLinkOwner(system: System, link: string): string | undefined {
  let owner: { readonly name: string; readonly priority: number } | undefined;
  for (const { name, directory } of listBlockDevices(system)) {
    const record = readUdevRecord(system, `b${readAttribute(system, `${directory}/dev`)}`);
    if (record?.("S").includes(link) !== true) continue;
    const priority = Number(record("L")[0] ?? 0);
    if (owner === undefined || priority > owner.priority) owner = { name, priority };
  }
  return owner?.name;
}

function listBlockDevices(system: System): readonly { readonly name: string; readonly directory: string }[] {
  return (system.list("/sys/block") ?? []).flatMap((disk) => {
    const directory = `/sys/block/${disk}`;
    const parts = (system.list(directory) ?? []).filter((name) => name.startsWith(disk));
    return [{ name: disk, directory }, ...parts.map((name) => ({ name, directory: `${directory}/${name}` }))];
  });
}
