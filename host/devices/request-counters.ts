import { type Counters, completedRequests } from "../../core/recheck/idle-paths.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";
import type { NumberedDisk } from "./disk-numbers.ts";

/** How many requests each disk has completed. */
export function readRequestCounters(system: System, disks: Iterable<NumberedDisk>): Counters {
  const counters = new Map<string, number>();
  for (const { dev, diskseq } of disks) {
    const count = completedRequests(readText(system, `/sys/block/${dev}/stat`));
    if (diskseq !== undefined && count !== undefined) counters.set(diskseq, count);
  }
  return counters;
}
