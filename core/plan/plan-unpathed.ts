import type { Settings } from "../profile/settings.ts";
import type { LiveMap, MultipathTable } from "../topology/map.ts";
import type { Step } from "./step.ts";

/** Whether a device is known to be a path of another LUN. */
export type IsOthers = (devt: string) => boolean;

/**
 * Plans a live map from what is left of it: paths whose device is gone, or is another LUN's now, leave it; the rest
 * stays as it stands. A map that loses its last path goes when nobody has it open and flush_on_last_del allows it;
 * an open one is kept without paths, so that what it queues is not lost. An open map is never removed.
 */
export function planUnpathed(
  live: LiveMap,
  wwid: string,
  isOthers: IsOthers,
  presentDevts: readonly string[],
  settings?: Settings,
): Step {
  const { table } = live;
  const isOpen = live.openCount > 0;
  if (table === undefined) {
    const reason = "the map has no table";
    return { kind: isOpen ? "nothing" : "remove", wwid, live, reason };
  }
  const present = new Set(presentDevts);
  const groups = table.groups
    .map((group) => ({
      ...group,
      paths: group.paths.filter(({ devt }) => present.has(devt) && !isOthers(devt)),
    }))
    .filter(({ paths }) => paths.length > 0);
  const before = count(table);
  // Newer kernels do not print it any more and all have it.
  const features = table.features.filter((word) => word !== "retain_attached_hw_handler");
  const left = groups.reduce((total, { paths }) => total + paths.length, 0);
  if (left > 0 && left === before) {
    return { kind: "nothing", wwid, live, reason: "its paths are as they were" };
  }
  if (left > 0) {
    const reason = `${before - left} of its ${before} paths are gone`;
    return { kind: "reload", wwid, live, table: { ...table, features, initialGroup: 1, groups }, reason };
  }
  if (!isOpen && settings?.flush_on_last_del !== "never") {
    return { kind: "remove", wwid, live, reason: "its last path is gone and nobody uses it" };
  }
  const kept = isOpen ? "it is in use" : "flush_on_last_del is never";
  if (before === 0) return { kind: "nothing", wwid, live, reason: `it has no path and ${kept}` };
  const reason = `its last path is gone; it is kept because ${kept}`;
  // It goes on queueing or failing as before; a handler without paths has nothing to be attached to.
  const pathless = { ...table, features, hwhandler: [], initialGroup: 0, groups: [] };
  return { kind: "reload", wwid, live, table: pathless, reason };
}

function count({ groups }: MultipathTable): number {
  return groups.reduce((total, { paths }) => total + paths.length, 0);
}
