import type { AccessState } from "../decode/rtpg.ts";
import { mapWwid } from "./luns.ts";
import type { LiveMap, StatusGroup, TableGroup } from "./map.ts";
import { naturalOrder } from "./natural-order.ts";
import type { PathFacts } from "./path.ts";
import { isRunning } from "./serving.ts";

/** One path of a live map with all that is known of it. */
export interface LivePath {
  /** Kernel name; absent when the device is gone. */
  readonly dev?: string;
  readonly devt: string;
  readonly hctl?: string;
  /** The kernel's path state in the dm status. */
  readonly state: "active" | "failed" | "undef";
  /** State of the device in sysfs (running, offline …); absent when the device is gone. */
  readonly deviceState?: string;
  readonly access?: AccessState;
  readonly prio?: number;
  /** Whether it is there and is no SCSI disk, so that nothing more is known of it. */
  readonly isOther?: true;
  /** Why it is not used as it would be otherwise: it fails too often, or may be another LUN now. */
  readonly distrust?: "marginal" | "suspect";
}

export interface LiveGroup {
  readonly state: "active" | "enabled" | "disabled" | "undef";
  readonly prio: number;
  readonly selector: string;
  readonly paths: readonly LivePath[];
}

/** A live map joined with the facts of its paths: what `topology` shows. */
export interface LiveTopology {
  readonly map: LiveMap;
  readonly wwid: string;
  readonly sectors: number;
  readonly vendor: string;
  readonly product: string;
  /** `unknown` where no profile knows it. */
  readonly profile: string;
  readonly features: readonly string[];
  readonly hwhandler: readonly string[];
  readonly groups: readonly LiveGroup[];
}

export interface TopologyInput {
  readonly liveMaps: readonly LiveMap[];
  readonly paths: readonly PathFacts[];
  /** Kernel names by `major:minor` of paths that are no SCSI disks. */
  readonly otherDisks?: ReadonlyMap<string, string>;
  /** Profile of a map by its WWID and one of its paths; `unknown` where none. */
  readonly profileOf: (wwid: string, path: PathFacts | undefined) => string;
  /** Priority of a path under the settings of its map. */
  readonly prioOf: (wwid: string, path: PathFacts) => number;
}

/** Joins live maps with their paths, in natural order of the maps' names. */
export function joinTopology(input: TopologyInput): readonly LiveTopology[] {
  const byDevt = new Map(input.paths.map((path) => [path.devt, path]));
  return [...input.liveMaps]
    .sort((a, b) => naturalOrder(a.name, b.name))
    .map((map) => joinMap(map, byDevt, input));
}

function joinMap(map: LiveMap, byDevt: ReadonlyMap<string, PathFacts>, input: TopologyInput): LiveTopology {
  const wwid = mapWwid(map);
  const tableGroups = map.table?.groups ?? [];
  const facts = tableGroups.flatMap(({ paths }) => paths).map(({ devt }) => byDevt.get(devt));
  const first = facts.find((path) => path !== undefined);
  return {
    map,
    wwid,
    sectors: map.table?.sectors ?? 0,
    vendor: first?.vendor ?? "",
    product: first?.product ?? "",
    profile: input.profileOf(wwid, first),
    features: map.table?.features ?? [],
    hwhandler: map.table?.hwhandler ?? [],
    groups: tableGroups.map((group, index) =>
      joinGroup(
        group,
        map.status?.groups[index],
        byDevt,
        (path) => input.prioOf(wwid, path),
        input.otherDisks,
      ),
    ),
  };
}

function joinGroup(
  group: TableGroup,
  status: StatusGroup | undefined,
  byDevt: ReadonlyMap<string, PathFacts>,
  prioOf: (path: PathFacts) => number,
  otherDisks: TopologyInput["otherDisks"],
): LiveGroup {
  const states = new Map(status?.paths.map(({ devt, state }) => [devt, state]));
  const paths = group.paths.map(({ devt }) => {
    const path = joinPath(devt, byDevt.get(devt), states.get(devt), prioOf);
    const other = path.dev === undefined ? otherDisks?.get(devt) : undefined;
    return other === undefined ? path : { ...path, dev: other, isOther: true as const };
  });
  return { state: status?.state ?? "undef", prio: meanPrio(paths), selector: group.selector, paths };
}

/** As multipath-tools weighs a group: the mean of those that can be used, cut to a whole number. */
function meanPrio(paths: readonly LivePath[]): number {
  const prios = paths
    .filter(({ state, deviceState }) => state !== "failed" && isRunning(deviceState))
    .flatMap(({ prio = -1 }) => (prio < 0 ? [] : [prio]));
  return prios.length === 0 ? 0 : Math.trunc(prios.reduce((sum, prio) => sum + prio, 0) / prios.length);
}

/** Why a path is not used as it would be. */
export function distrustOf({ suspect, marginal }: PathFacts): Pick<LivePath, "distrust"> {
  if (suspect !== undefined) return { distrust: "suspect" };
  return marginal === true ? { distrust: "marginal" } : {};
}

function joinPath(
  devt: string,
  path: PathFacts | undefined,
  state: LivePath["state"] | undefined,
  prioOf: (path: PathFacts) => number,
): LivePath {
  const live = { devt, state: state ?? "undef" } as const;
  if (path === undefined) return live;
  const { dev, hctl, access } = path;
  return {
    ...live,
    dev,
    hctl,
    deviceState: path.state,
    prio: prioOf(path),
    ...(access === undefined ? {} : { access: access.state }),
    ...distrustOf(path),
  };
}
