import {
  type Counters,
  completedRequests,
  parseCounters,
  renderCounters,
} from "../../core/recheck/idle-paths.ts";
import type { NumberedDisk } from "../devices/disk-numbers.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";
import { RUN } from "./run-directory.ts";

/** What the last audit saw; without it every path is taken for idle once. */
const FILE = `${RUN}/audit`;

/** How many requests each disk has completed. */
export function readRequestCounters(system: System, disks: Iterable<NumberedDisk>): Counters {
  const counters = new Map<string, number>();
  for (const { dev, diskseq } of disks) {
    const count = completedRequests(readText(system, `/sys/block/${dev}/stat`));
    if (diskseq !== undefined && count !== undefined) counters.set(diskseq, count);
  }
  return counters;
}

export function readLastCounters(system: System): Counters {
  return parseCounters(readText(system, FILE) ?? "");
}

export function writeLastCounters(system: System, counters: Counters): void {
  system.write(FILE, renderCounters(counters), "replace");
}
