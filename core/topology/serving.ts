import type { PathFacts } from "./path.ts";

/** States of a SCSI device or NVMe controller in which it can be opened; a device without the attribute has none. */
const openable: ReadonlySet<string> = new Set(["running", "created", "live", ""]);

/** Whether a device takes commands: `running` of a SCSI device, `live` of an NVMe controller. */
export function isRunning(state: string | undefined): boolean {
  return state === "running" || state === "live";
}

/** Access states in which a path neither serves nor can be brought to. */
const shut: ReadonlySet<string> = new Set(["unavailable", "offline", "transitioning"]);

/** Whether a table that names the path can load: opening an offline disk fails, and with it the whole table. */
export function isOpenable(path: PathFacts): boolean {
  return openable.has(path.state);
}

/** Whether it is up, or passive and able to come up; multipath-tools' up and ghost. */
export function isUsable(path: PathFacts): boolean {
  return isOpenable(path) && !shut.has(path.access?.state ?? "");
}

/** Whether reads and writes succeed on it now, as far as is known. */
export function canServe(path: PathFacts): boolean {
  return isUsable(path) && path.access?.state !== "standby";
}
