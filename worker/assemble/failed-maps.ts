import type { LunJudgement } from "../../core/plan/judge.ts";
import { failureDigest } from "../../core/plan/left-lun.ts";
import { readBackOff } from "../../host/run/run-directory.ts";
import { TRIES } from "./perform.ts";
import type { Run } from "./run.ts";
import { markLun } from "./second-paths.ts";

/** What is parked has been tried in three runs, for 15 s or more, when it would wait so long next, seconds. */
const ENOUGH = 20;

/**
 * Marks LUNs whose map could not be made in run after run: they go back to the system, and are not claimed again until
 * something changes. One that had a map on this host is tried for ever, as it is parked: who uses it waits for its map.
 * Returns them, each with when it is looked at again: now.
 */
export function leaveFailed(
  { system, failures, late }: Run,
  judged: ReadonlyMap<string, LunJudgement>,
  standing: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const left = new Map<string, number>();
  for (const [wwid, failure] of failures) {
    const one = judged.get(wwid);
    if (one?.decision === undefined || one.entry?.table !== undefined || standing.has(wwid)) continue;
    const isTried = failure.count >= TRIES && failure.devs.some((dev) => late.has(dev));
    if (!isTried || readBackOff(system) < ENOUGH) continue;
    const digest = failureDigest(one.lun, one.effective.settings);
    failures.set(wwid, { ...failure, isLeft: true });
    markLun(system, one.lun.paths, { reason: "map-failed", digest });
    left.set(wwid, system.monotonic());
  }
  return left;
}
