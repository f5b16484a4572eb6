/** Requests that a disk has completed since it is there, by its diskseq: sysfs `stat`, fields 1 and 5, and 12 (discards). */
export type Counters = ReadonlyMap<string, number>;

/** Sum of the requests in the text of sysfs `stat` (kernel Documentation/block/stat.rst); absent where it is none. */
export function completedRequests(stat: string | undefined): number | undefined {
  const fields = (stat ?? "").trim().split(/\s+/).map(Number);
  const [reads, writes, discards = 0, flushes = 0] = [fields[0], fields[4], fields[11], fields[15]];
  if (reads === undefined || writes === undefined) return undefined;
  const sum = reads + writes + discards + flushes;
  return Number.isFinite(sum) ? sum : undefined;
}

/** Whether a disk has completed nothing between two looks: only then is it asked anything. Unknown ones count as idle. */
export function isIdle(diskseq: string | undefined, before: Counters, now: Counters): boolean {
  if (diskseq === undefined) return true;
  const count = now.get(diskseq);
  return count === undefined || count === before.get(diskseq) || !before.has(diskseq);
}
