import { mapWwid } from "../topology/luns.ts";
import type { LiveMap } from "../topology/map.ts";
import type { Groups } from "./failback.ts";

/** A path that the kernel uses no more until somebody reinstates it. */
export interface FailedPath {
  /** Name of its map. */
  readonly map: string;
  readonly wwid: string;
  /** `major:minor`. */
  readonly devt: string;
}

/** How many paths of a map the kernel uses, and which it does not. */
export interface MapPaths {
  readonly map: string;
  readonly wwid: string;
  readonly active: number;
  /** Numbers of all, and of those that it uses. */
  readonly paths: ReadonlySet<string>;
  readonly used: ReadonlySet<string>;
  readonly groups: Groups;
  /** Whether I/O waits while no path is left. */
  readonly queueing: boolean;
  readonly failed: readonly FailedPath[];
}

/** The paths of each map by their state in the dm status; a map without a status is left out. */
export function pathsOfMaps(
  maps: readonly Pick<LiveMap, "name" | "uuid" | "table" | "status">[],
): readonly MapPaths[] {
  return maps.flatMap(({ name, uuid, table, status }) => {
    if (status === undefined) return [];
    const wwid = mapWwid({ uuid });
    const all = status.groups.flatMap((group) => group.paths);
    const paths = new Set(all.map(({ devt }) => devt));
    const failed = all
      .filter(({ state }) => state === "failed")
      .map(({ devt }) => ({ map: name, wwid, devt }));
    const used = new Set(all.filter(({ state }) => state === "active").map(({ devt }) => devt));
    // A map that carries nothing after a reload has no group in use, and one that is to change over does so with its next request: the
    // kernel's table has the group that comes.
    // The status says whether I/O waits for a path group to be made ready, which is something else.
    const groups: Groups = {
      current: table?.initialGroup ?? status.groups.findIndex(({ state }) => state === "active") + 1,
      usable: status.groups.map(({ paths }) => paths.some(({ state }) => state === "active")),
      disabled: status.groups.map(({ state }) => state === "disabled"),
    };
    const queueing = table?.features.includes("queue_if_no_path") === true;
    return [{ map: name, wwid, active: used.size, paths, used, groups, queueing, failed }];
  });
}
