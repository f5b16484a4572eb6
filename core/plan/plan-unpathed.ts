import type { LastPathSettings } from "../registry/last-path.ts";
import type { LiveMap, MultipathTable } from "../topology/map.ts";
import { groupInUse } from "./compare-map.ts";
import type { Step } from "./step.ts";

/** What is known of the devices that a map has as its paths. */
export interface KnownPaths {
  /** Whether one is known to be a path of another LUN. */
  readonly isOthers: (devt: string) => boolean;
  /** Whether one may be another LUN now: no table that is loaded has it. */
  readonly isSuspect: (devt: string) => boolean;
  /** How large one is, 512-byte sectors; absent where that is not known. */
  readonly sectorsOf: (devt: string) => number | undefined;
  /** Whether its LUN has paths outside it that are only waited for: until they are identified, registered or seen by udev. */
  readonly hasAwaited: boolean;
}

/**
 * Plans a live map from what is left of it: paths whose device is gone, or is another LUN's now, leave it; the rest
 * stays as it stands. Where that takes a new table, paths that may be another LUN leave it, too; with no others it stays.
 * A map that loses its last path goes when nobody has it open and flush_on_last_del allows it; an open one is kept without
 * paths, so that what it queues is not lost, unless flush_on_last_del is `always`: then it fails. An open map is never
 * removed; with deferred_remove the kernel removes it when it is closed.
 */
export function planUnpathed(
  live: LiveMap,
  wwid: string,
  known: KnownPaths,
  presentDevts: readonly string[],
  settings?: LastPathSettings,
): Step {
  const { table } = live;
  const isOpen = live.openCount > 0;
  if (table === undefined) {
    const reason = "the map has no table";
    return { kind: isOpen ? "nothing" : "remove", wwid, live, reason };
  }
  const present = new Set(presentDevts);
  const all = table.groups.flatMap(({ paths }) => paths);
  const isLeft = (devt: string): boolean => present.has(devt) && !known.isOthers(devt);
  const groups = table.groups
    .map((group) => ({
      ...group,
      paths: group.paths.filter(({ devt }) => isLeft(devt) && !known.isSuspect(devt)),
    }))
    .filter(({ paths }) => paths.length > 0);
  const before = count(table);
  // Newer kernels do not print it any more and all have it.
  const features = table.features.filter((word) => word !== "retain_attached_hw_handler");
  const left = groups.reduce((total, { paths }) => total + paths.length, 0);
  if (before > 0 && all.every(({ devt }) => isLeft(devt))) {
    return { kind: "nothing", wwid, live, reason: "its paths are as they were" };
  }
  const mustLeave = all.some(({ devt }) => known.isOthers(devt));
  if (left === 0 && (all.some(({ devt }) => isLeft(devt)) || (known.hasAwaited && !mustLeave))) {
    return { kind: "nothing", wwid, live, reason: "what is left of its paths has to be identified first" };
  }
  if (left > 0) return keepLeft(live, wwid, { ...table, features, groups }, before - left, known);
  return loseLast(live, wwid, { ...table, features }, known, settings);
}

/** What becomes of a map that has lost its last path. */
function loseLast(
  live: LiveMap,
  wwid: string,
  table: MultipathTable,
  known: KnownPaths,
  settings: LastPathSettings | undefined,
): Step {
  const { features } = table;
  const isOpen = live.openCount > 0;
  const flush = settings?.flush_on_last_del ?? "unused";
  if (!isOpen && flush !== "never") {
    return { kind: "remove", wwid, live, reason: "its last path is gone and nobody uses it" };
  }
  const kept = isOpen ? "it is in use" : "flush_on_last_del is never";
  const endsQueueing = flush === "always" && !known.hasAwaited && features.includes(QUEUE);
  const isDeferred = flush !== "never" && settings?.deferred_remove === true;
  const isTold = !isDeferred || live.deferredRemove === true;
  if (count(table) === 0 && !endsQueueing && isTold)
    return { kind: "nothing", wwid, live, reason: `it has no path and ${kept}` };
  return {
    kind: "reload",
    wwid,
    live,
    // It goes on queueing or failing as before; a handler without paths has nothing to be attached to.
    table: {
      ...table,
      features: endsQueueing ? features.filter((word) => word !== QUEUE) : features,
      hwhandler: [],
      initialGroup: 0,
      groups: [],
    },
    ...(isDeferred ? { deferral: "set" } : {}),
    reason: `its last path is gone; it ${endsQueueing ? "queues no more, and " : ""}is kept because ${kept}`,
  };
}

/**
 * The map with the paths that are left to it. Where they are smaller than it the kernel would refuse its table: what is gone may stay
 * in it, another LUN may not.
 */
function keepLeft(live: LiveMap, wwid: string, left: MultipathTable, gone: number, known: KnownPaths): Step {
  const all = live.table?.groups.flatMap(({ paths }) => paths) ?? [];
  // One that tells no size just now is none that the map has to follow.
  const sizes = left.groups.flatMap(({ paths }) => paths.flatMap(({ devt }) => known.sectorsOf(devt) || []));
  const sectors = Math.min(left.sectors, ...sizes);
  const hasShrunk = sectors < left.sectors;
  if (hasShrunk && !all.some(({ devt }) => known.isOthers(devt))) {
    return { kind: "nothing", wwid, live, reason: "what is left of its paths is smaller than it" };
  }
  const initialGroup = groupInUse(live.table ?? left, left);
  return {
    kind: hasShrunk ? "resize" : "reload",
    wwid,
    live,
    table: { ...left, sectors, initialGroup },
    reason: `${gone} of its ${all.length} paths are gone`,
  };
}

const QUEUE = "queue_if_no_path";

function count({ groups }: MultipathTable): number {
  return groups.reduce((total, { paths }) => total + paths.length, 0);
}
