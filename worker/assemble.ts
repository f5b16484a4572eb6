import { diagnose } from "../core/diagnostic/codes.ts";
import { type Judgement, judgeMachine } from "../core/plan/judge.ts";
import type { Machine } from "../core/plan/machine.ts";
import type { Plan } from "../core/plan/plan.ts";
import { planJudged } from "../core/plan/plan-machine.ts";
import type { CompiledProfiles } from "../core/profile/compiled.ts";
import { mapWwid } from "../core/topology/luns.ts";
import { readRevocation } from "../host/ownership.ts";
import {
  ARMED,
  finishMarkers,
  hasMarkers,
  makeRunDirectories,
  takeMarkers,
  unfinishedMarkers,
} from "../host/run-directory.ts";
import type { System } from "../host/system.ts";
import { Burst } from "./burst.ts";
import { diagnosticLine, type Journal } from "./journal.ts";
import { askDevices, probeUnclaimed, readConcerned, readyLuns } from "./look.ts";
import { performPlan } from "./perform.ts";
import { leaveUsed, takeOver } from "./take-over.ts";

/** How long a LUN's map is held back because all its paths are passive, milliseconds. */
const PASSIVE_PATIENCE = 10_000;
/** How long a path may take to be claimed once udev has been told to look again, milliseconds. */
const CLAIM_PATIENCE = 10_000;
/** How long udev may make no progress until pending paths are taken without it, milliseconds. */
const PENDING_SILENCE = 3_000;
/** How long pending paths are waited for at the very most, milliseconds. */
const PENDING_PATIENCE = 60_000;
/** Least time between two looks at the machine, milliseconds; a slow machine is looked at less often. */
const LEAST_INTERVAL = 200;

/** What one run knows and waits for. */
export interface Run {
  readonly system: System;
  readonly profiles: CompiledProfiles;
  readonly journal: Journal;
  readonly burst: Burst;
  /** Kernel names of the disks that still have to be dealt with; `all` looks at every disk. */
  concerned: Set<string> | "all";
  /** When each LUN was first looked at, by WWID. */
  readonly firstSeen: Map<string, number>;
  readonly retriggered: Set<string>;
  /** Refusals that have been said, so that a run says each once. */
  readonly said: Set<string>;
  /** How often the change of a map has failed in this run, by WWID; none where it worked in the end. */
  readonly failures: Map<string, number>;
}

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
    const message = `${revocation}: nothing is assembled.`;
    journal("warning", diagnosticLine(diagnose("not-armed", "host", message)));
    return everything ? 1 : 0;
  }
  const run: Run = {
    system,
    profiles,
    journal,
    burst: new Burst(system),
    concerned: everything ? "all" : new Set(),
    firstSeen: new Map(),
    retriggered: new Set(),
    said: new Set(),
    failures: new Map(),
  };
  const taken = new Set([...unfinishedMarkers(system), ...takeMarkers(system)]);
  let news: readonly string[] = [...taken];
  let nextLook = 0;
  for (;;) {
    note(run, news);
    if (hasWork(run) && system.monotonic() >= nextLook) {
      const began = system.monotonic();
      await look(run);
      nextLook = system.monotonic() + Math.max(LEAST_INTERVAL, system.monotonic() - began);
    }
    if (!hasWork(run) && !hasMarkers(system)) break;
    await run.burst.pause(news.length > 0);
    news = takeMarkers(system);
    for (const name of news) taken.add(name);
  }
  finishMarkers(system, [...taken]);
  // What cannot be finished would start the next run at once, for ever: a failed run is followed by a pause.
  return run.failures.size > 0 || unfinishedMarkers(system).length > 0 ? 1 : 0;
}

function hasWork({ concerned }: Run): boolean {
  return concerned === "all" || concerned.size > 0;
}

function note(run: Run, names: readonly string[]): void {
  if (names.length === 0) return;
  if (run.concerned !== "all") for (const name of names) run.concerned.add(name);
  run.burst.noteNews();
}

/** Looks at what is concerned once, does what can be done now, and keeps what has to wait. */
async function look(run: Run): Promise<void> {
  const { system, profiles } = run;
  const read = await readConcerned(system, run.concerned);
  const seen = probeUnclaimed(system, read, judgeMachine(read, profiles));
  const first = judgeMachine(seen, profiles);
  takeOver(run, seen, first);
  const ready = readyLuns(first, run.burst.isOver());
  const machine = await askDevices(system, seen, first, ready);
  const judgement = judgeMachine(machine, profiles);
  leaveUsed(run, machine, judgement);
  const patienceOver =
    run.burst.silence() >= PENDING_SILENCE
      ? judgement.luns.map(({ lun }) => lun.wwid)
      : seenBefore(run, judgement, PENDING_PATIENCE);
  const plan = planJudged(machine, judgement, {
    requireClaim: true,
    isReady: ({ lun }) => ready.has(lun.wwid),
    exposePassive: seenBefore(run, judgement, PASSIVE_PATIENCE),
    patienceOver,
  });
  const again = await performPlan(run, machine, judgement, plan);
  run.concerned = stillConcerned(run, machine, judgement, plan, ready, patienceOver);
  for (const { lun } of judgement.luns) {
    if (again.has(lun.wwid)) for (const { dev } of lun.paths) run.concerned.add(dev);
  }
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

/**
 * The disks of LUNs that wait: for siblings until the burst is over, for claims and states until patience ends. A map
 * that stands waits for nothing: each event of a path that is still to come brings a marker of its own.
 */
function stillConcerned(
  run: Run,
  machine: Machine,
  judgement: Judgement,
  plan: Plan,
  ready: ReadonlySet<string>,
  patienceOver: readonly string[],
): Set<string> {
  const reasons = new Map(plan.waiting.map(({ wwid, reason }) => [wwid, reason]));
  const standing = new Set(machine.liveMaps.map(mapWwid));
  const over = {
    "paths-pending": new Set(patienceOver),
    "not-claimed": new Set(seenBefore(run, judgement, CLAIM_PATIENCE)),
    "passive-only": new Set<string>(),
  };
  const concerned = new Set<string>();
  for (const { lun, decision } of judgement.luns) {
    if (decision === undefined) continue;
    const reason = reasons.get(lun.wwid);
    const isHeld = !ready.has(lun.wwid);
    const isAwaited = reason !== undefined && !over[reason].has(lun.wwid) && !standing.has(lun.wwid);
    if (isHeld || isAwaited) for (const { dev } of lun.paths) concerned.add(dev);
  }
  return concerned;
}
