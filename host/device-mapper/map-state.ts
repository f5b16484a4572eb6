import { findMap } from "../../core/topology/find-map.ts";
import { mapWwid } from "../../core/topology/luns.ts";
import { isLinkAlive } from "../devices/disks.ts";
import { readMapHeads } from "../devices/dm-devices.ts";
import type { System } from "../system/system.ts";
import { baseName, readAttribute } from "../system/text.ts";

/** What sysfs and the links of udev tell of a map, wherever these two are shared: also in a container. */
export interface MapState {
  /** The kernel's name, `dm-3`. */
  readonly dm: string;
  readonly name: string;
  readonly bytes: number;
  readonly suspended: boolean;
  /** Kernel names of the paths in its table whose device is running. */
  readonly running: readonly string[];
  /** All paths in its table whose disk is there: of one that is gone a link stays as long as the table names it. */
  readonly paths: readonly string[];
  /** Whether the links by which it is opened lead to it, and not to a path any more. */
  readonly linked: boolean;
}

/** The link of a LUN's map that its paths have, too, until it takes it over. */
export function linkOf(wwid: string): string {
  return `/dev/disk/by-id/scsi-${wwid}`;
}

/** The map of a LUN; absent where none stands. */
export function readMapState(system: System, wwid: string): MapState | undefined {
  const head = readMapHeads(system).find(({ uuid }) => uuid === `mpath-${wwid}`);
  if (head === undefined) return undefined;
  const { dm, name } = head;
  const block = `/sys/block/${dm}`;
  const paths = (system.list(`${block}/slaves`) ?? []).filter((dev) => system.exists(`/sys/block/${dev}`));
  const links = [linkOf(wwid), `/dev/disk/by-id/dm-uuid-mpath-${wwid}`];
  return {
    dm,
    name,
    bytes: readBytesOf(system, dm) ?? 0,
    suspended: readAttribute(system, `${block}/dm/suspended`) === "1",
    paths,
    running: paths.filter((dev) => isLinkAlive(system, dev)),
    linked: links.every((link) => baseName(system.readLink(link) ?? "") === dm),
  };
}

/** Size of a block device in bytes; sysfs counts in 512 bytes whatever its blocks are. */
export function readBytesOf(system: System, name: string): number | undefined {
  const text = readAttribute(system, `/sys/block/${name}/size`);
  return text !== undefined && /^\d+$/.test(text) ? Number(text) * 512 : undefined;
}

/** The WWID of the map that a person names, as `findMap` understands it; absent where there is none. */
export function findMapWwid(system: System, word: string): string | undefined {
  const found = findMap(readMapHeads(system), word);
  return found === undefined ? undefined : mapWwid(found);
}
