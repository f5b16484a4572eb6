import type { Judgement, LunJudgement } from "../../core/plan/judge.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { isOpenable } from "../../core/topology/serving.ts";
import type { Wait } from "./agenda.ts";
import type { Run } from "./run.ts";

/** How long a LUN's map is held back because all its paths are passive, milliseconds. */
export const PASSIVE_PATIENCE = 10_000;
/** How long a path may take to be claimed once udev has been told to look again, milliseconds. */
export const CLAIM_PATIENCE = 10_000;
/** How long paths that udev has not processed are waited for at the very most, milliseconds. */
export const PENDING_PATIENCE = 60_000;
/** How soon a change that failed is tried again, milliseconds. */
const RETRY = 1_000;
/** How often the state of paths that are all passive is asked for, milliseconds: nothing announces that it changes. */
const PASSIVE_INTERVAL = 2_000;

/** How long a LUN is left as it is while a path of it is identified, milliseconds; then it goes on without that path. */
const SUSPECT_PATIENCE = 10_000;
/** How often it is looked at meanwhile, milliseconds. */
export const SUSPECT_INTERVAL = 1_000;

/** LUNs that wait until it is known whether a path of theirs is another LUN now, each with when it is looked at again. */
export function suspectWaits(
  { system, suspectSince }: Run,
  { luns }: Judgement,
): ReadonlyMap<string, number> {
  const now = system.monotonic();
  const waits = new Map<string, number>();
  for (const { lun } of luns) {
    if (!lun.paths.some((path) => path.suspect !== undefined && isOpenable(path))) {
      suspectSince.delete(lun.wwid);
      continue;
    }
    const since = suspectSince.get(lun.wwid) ?? now;
    suspectSince.set(lun.wwid, since);
    if (now - since < SUSPECT_PATIENCE) waits.set(lun.wwid, now + SUSPECT_INTERVAL);
  }
  return waits;
}

/** One that is in doubt is looked at again at a certain time, or not in this run. */
export function laterWait({ lun }: LunJudgement, until: number | undefined): Wait | undefined {
  if (until === undefined) return undefined;
  const devs = lun.paths.map(({ dev }) => dev);
  return { wwid: lun.wwid, devs, isHeld: false, pending: [], anyEvent: true, until };
}

/** A change that failed is tried again soon. */
export function retryWait({ system, failures }: Run, wwid: string): Wait {
  const devs = failures.get(wwid)?.devs ?? [];
  const until = system.monotonic() + RETRY;
  return { wwid, devs, isHeld: false, pending: [], anyEvent: true, until };
}

const PATIENCE = {
  "paths-pending": PENDING_PATIENCE,
  "not-claimed": CLAIM_PATIENCE,
  "passive-only": PASSIVE_PATIENCE,
} as const;

/**
 * What a LUN waits for: siblings until the burst is over, events and states until patience ends. A map that stands
 * waits for nothing: each event of a path that is still to come brings a marker of its own.
 */
export function waitOf(
  { system, firstSeen }: Run,
  { lun, decision }: LunJudgement,
  plan: Plan,
  ready: ReadonlySet<string>,
  isOver: boolean,
): Wait | undefined {
  if (decision === undefined) return undefined;
  const { wwid } = lun;
  const devs = lun.paths.map(({ dev }) => dev);
  if (!ready.has(wwid)) return { wwid, devs, isHeld: true, pending: [], anyEvent: false };
  const waiting = plan.waiting.filter((one) => one.wwid === wwid);
  const [first] = waiting;
  if (first === undefined || (isOver && first.reason !== "passive-only")) return undefined;
  const anyEvent = waiting.some(({ reason }) => reason === "passive-only");
  const patience = Math.min(...waiting.map(({ reason }) => PATIENCE[reason]));
  const pending = anyEvent ? devs : waiting.flatMap((one) => one.devs);
  const end = (firstSeen.get(wwid) ?? 0) + patience;
  const until = anyEvent ? Math.min(end, system.monotonic() + PASSIVE_INTERVAL) : end;
  return { wwid, devs, isHeld: false, pending, anyEvent, until };
}

/** WWIDs that have been waited for at least so long. */
export function seenBefore(
  { system, firstSeen }: Run,
  { luns }: Judgement,
  patience: number,
): readonly string[] {
  const now = system.monotonic();
  return luns.flatMap(({ lun }) => {
    const since = firstSeen.get(lun.wwid);
    if (since === undefined) firstSeen.set(lun.wwid, now);
    return since !== undefined && now - since >= patience ? [lun.wwid] : [];
  });
}
