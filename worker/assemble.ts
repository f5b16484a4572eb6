import { diagnose } from "../core/diagnostic/codes.ts";
import { devtsOf } from "../core/plan/eligible-paths.ts";
import { type Judgement, judgeMachine, type LunJudgement } from "../core/plan/judge.ts";
import type { Machine } from "../core/plan/machine.ts";
import type { Plan } from "../core/plan/plan.ts";
import { planJudged } from "../core/plan/plan-machine.ts";
import type { CompiledProfiles } from "../core/profile/compiled.ts";
import { mapWwid } from "../core/topology/luns.ts";
import { readRevocation } from "../host/ownership.ts";
import { isRegisteredDisk } from "../host/registry.ts";
import {
  ARMED,
  finishMarkers,
  hasMarkers,
  makeRunDirectories,
  takeMarkers,
  unfinishedMarkers,
} from "../host/run-directory.ts";
import type { System } from "../host/system.ts";
import { isUdevIdle } from "../host/udev-database.ts";
import { Agenda, type Moment, type Wait } from "./agenda.ts";
import { Burst } from "./burst.ts";
import { diagnosticLine, type Journal } from "./journal.ts";
import { askDevices, isHalfRead, probeUnclaimed, readConcerned, readyLuns } from "./look.ts";
import { performPlan } from "./perform.ts";
import type { Run } from "./run.ts";
import { leaveUsed, takeOver } from "./take-over.ts";

/** How long a LUN's map is held back because all its paths are passive, milliseconds. */
const PASSIVE_PATIENCE = 10_000;
/** How long a path may take to be claimed once udev has been told to look again, milliseconds. */
const CLAIM_PATIENCE = 10_000;
/** How long paths that udev has not processed are waited for at the very most, milliseconds. */
const PENDING_PATIENCE = 60_000;
/** How soon a change that failed is tried again, milliseconds. */
const RETRY = 1_000;
/** Stands for the disks of a map that has none left, on the agenda. */
const NO_DISK = "";
/** Least time between two looks at the machine, milliseconds. */
const LEAST_INTERVAL = 200;
/** The same while udev is at work, as a multiple of what the last look took: the processors are needed elsewhere. */
const LEAST_REST = 3;

/**
 * Brings the maps of all LUNs that were kicked to what they should be, and ends when nothing waits any more:
 * 1 take the markers, those of a killed run included · 2 read the LUNs they are about, all siblings, from sysfs ·
 * 3 judge: identify, match, refuse · 4 wait for siblings and claims, bounded · 5 ask for access states · 6 plan ·
 * 7 perform · 8 remember the LUNs · 9 again until the queue is empty. The caller holds the host's lock.
 * A host that was armed for another owner, or under which multipathd has been started since, is disarmed instead.
 * With `everything`, all disks are looked at even when no marker waits. Returns the exit status.
 */
export async function assemble(
  system: System,
  profiles: CompiledProfiles,
  journal: Journal,
  everything: boolean,
): Promise<number> {
  makeRunDirectories(system);
  const revocation = system.exists(ARMED) ? readRevocation(system) : "Nobody has armed it";
  if (revocation !== undefined) {
    system.unlink(ARMED);
    takeMarkers(system);
    finishMarkers(system, unfinishedMarkers(system));
    const unarmed = diagnose("not-armed", "host", `${revocation}: nothing is assembled.`);
    journal("warning", diagnosticLine(unarmed), { kind: "stands-back", code: unarmed.code });
    return everything ? 1 : 0;
  }
  const run: Run = {
    system,
    profiles,
    journal,
    burst: new Burst(system),
    agenda: new Agenda(everything),
    firstSeen: new Map(),
    retriggered: new Set(),
    said: new Set(),
    failures: new Map(),
  };
  const taken = new Set([...unfinishedMarkers(system), ...takeMarkers(system)]);
  let news: readonly string[] = [...taken];
  let rested: IsRested = () => true;
  for (;;) {
    if (news.length > 0) run.burst.noteNews();
    run.agenda.note(news);
    const due = rested() ? run.agenda.takeDue(momentOf(run)) : undefined;
    if (due !== undefined) rested = restAfter(system, await look(run, due));
    if (run.agenda.isEmpty && !hasMarkers(system)) break;
    await run.burst.pause(news.length > 0);
    news = takeMarkers(system);
    for (const name of news) taken.add(name);
  }
  finishMarkers(system, [...taken]);
  // What cannot be finished would start the next run at once, for ever: a failed run is followed by a pause.
  return run.failures.size > 0 || unfinishedMarkers(system).length > 0 ? 1 : 0;
}

type IsRested = () => boolean;

/** A rest that begins now, after a look that took so many milliseconds. */
function restAfter(system: System, took: number): IsRested {
  const ended = system.monotonic();
  return () => {
    const passed = system.monotonic() - ended;
    return passed >= LEAST_INTERVAL && (passed >= LEAST_REST * took || isUdevIdle(system));
  };
}

function momentOf({ system, burst }: Run): Moment {
  return {
    now: system.monotonic(),
    isBurstOver: burst.isOver(),
    isStalled: burst.isStalled(),
    isUrgent: (dev) => !system.exists(`/sys/block/${dev}`) || isRegisteredDisk(system, dev),
  };
}

/**
 * Looks at the LUNs of some disks once, does what can be done now, and puts on the agenda what has to wait. Returns how
 * long the looking took, milliseconds, without what it waited for.
 */
async function look(run: Run, due: ReadonlySet<string> | "all"): Promise<number> {
  const { system, profiles } = run;
  const began = system.monotonic();
  const read = await readConcerned(system, due);
  const unprobed = judgeMachine(read, profiles);
  if (due !== "all" && isHalfRead(read, unprobed)) return await look(run, "all");
  const seen = probeUnclaimed(system, read, unprobed);
  const first = seen === read ? unprobed : judgeMachine(seen, profiles);
  takeOver(run, seen, first);
  const took = system.monotonic() - began;
  const ready = readyLuns(first, run.burst.isOver());
  const patienceOver = run.burst.isStalled()
    ? first.luns.map(({ lun }) => lun.wwid)
    : seenBefore(run, first, PENDING_PATIENCE);
  const machine = await askDevices(system, seen, first, ready, patienceOver);
  const judgement = judgeMachine(machine, profiles);
  leaveUsed(run, machine, judgement);
  const plan = planJudged(machine, judgement, {
    requireClaim: true,
    isReady: ({ lun }) => ready.has(lun.wwid),
    exposePassive: seenBefore(run, judgement, PASSIVE_PATIENCE),
    patienceOver,
  });
  const again = await performPlan(run, machine, judgement, plan);
  const standing = new Set(machine.liveMaps.map(mapWwid));
  const impatient = new Set([...patienceOver, ...seenBefore(run, judgement, CLAIM_PATIENCE)]);
  const judged = new Map(judgement.luns.map((one) => [one.lun.wwid, one]));
  for (const [wwid, one] of judged) {
    const isOver = standing.has(wwid) || impatient.has(wwid);
    if (!again.has(wwid)) run.agenda.settle(wwid, waitOf(run, one, plan, ready, isOver));
  }
  for (const wwid of again) run.agenda.settle(wwid, retry(run, machine, wwid, judged.get(wwid)));
  return took;
}

/**
 * A change that failed is tried again soon. Of a map that has no LUN any more, the disks that its table names lead to it;
 * one whose disks are gone is found whatever disks are looked at.
 */
function retry({ system }: Run, machine: Machine, wwid: string, judged: LunJudgement | undefined): Wait {
  const held = devtsOf(machine.liveMaps.find((map) => mapWwid(map) === wwid));
  const own = judged?.lun.paths ?? machine.paths.filter(({ devt }) => held.has(devt));
  const devs = own.length > 0 ? own.map(({ dev }) => dev) : [NO_DISK];
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
function waitOf(
  { firstSeen }: Run,
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
  return { wwid, devs, isHeld: false, pending, anyEvent, until: (firstSeen.get(wwid) ?? 0) + patience };
}

/** WWIDs that have been waited for at least so long. */
function seenBefore({ system, firstSeen }: Run, { luns }: Judgement, patience: number): readonly string[] {
  const now = system.monotonic();
  return luns.flatMap(({ lun }) => {
    const since = firstSeen.get(lun.wwid);
    if (since === undefined) firstSeen.set(lun.wwid, now);
    return since !== undefined && now - since >= patience ? [lun.wwid] : [];
  });
}
