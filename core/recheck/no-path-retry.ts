import { RELAPSE } from "./test-times.ts";

/** One check of no_path_retry, milliseconds: polling_interval of multipath.conf(5), as multipath-tools sets it. */
const CHECK = 5_000;

/** no_path_retry that has an end: at once, or after a number of checks. */
export type Retry = "fail" | number;

/** How long a map whose settings say `fail` queues while its paths are identified, milliseconds: one test, and the next. */
const IDENTIFYING = 8_000;

/** So soon a path fails that fails with its first I/O, as far as that is seen, milliseconds: it has carried nothing. */
const FIRST_IO = 1_000;

/** How a map that is about to have, or has had, no path is to be treated. */
export interface Pathless {
  readonly active: number;
  readonly queueing: boolean;
  /** From when its time without a path counts, milliseconds of one clock; while it has one, from when it did the last time. */
  readonly since?: number;
  /** no_path_retry of its settings; absent where it queues without end, or nobody knows it. */
  readonly retry?: Retry;
  /** Whether a path of it may be another LUN now: it queues until that is known, whatever its settings say. */
  readonly isSuspect: boolean;
}

/**
 * From when the time counts of a map that had no path since `since`, one again since `upSince`, and has just lost that too. A short
 * return does not end the outage, or a path that fails with each I/O would have it last for ever; but what is queued now has not waited
 * while one worked, so that time does not count. Absent where a path has worked for so long that a new outage begins.
 */
export function resumedSince(since: number | undefined, upSince: number, now: number): number | undefined {
  const up = now - upSince;
  if (since === undefined || up >= RELAPSE) return undefined;
  return up < FIRST_IO ? since : since + up;
}

/** How long I/O is queued while no path is left, milliseconds. */
export function queueTime(retry: Retry, isSuspect: boolean): number {
  if (retry !== "fail") return retry * CHECK;
  return isSuspect ? IDENTIFYING : 0;
}

/**
 * What is due now: to fail what is queued and what comes, or to queue again because a path is back. Whoever has ended the queueing, a
 * recheck that was killed since or somebody by hand: a map that has a path queues when it has lost the last one.
 */
export function queueingStep(
  { active, queueing, since, retry, isSuspect }: Pathless,
  now: number,
): "fail" | "queue" | "nothing" {
  if (active > 0 && retry === "fail") return queueing && !isSuspect ? "fail" : "nothing";
  if (active > 0) return retry !== undefined && !queueing ? "queue" : "nothing";
  if (!queueing || retry === undefined || since === undefined) return "nothing";
  return now - since >= queueTime(retry, isSuspect) ? "fail" : "nothing";
}

/** no_path_retry as the registry has it, where it has an end. */
export function endingRetry(text: string | undefined): Retry | undefined {
  if (text === "fail") return text;
  return text !== undefined && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : undefined;
}
