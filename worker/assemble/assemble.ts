import { judgeMachine } from "../../core/plan/judge.ts";
import type { Machine } from "../../core/plan/machine.ts";
import { planJudged } from "../../core/plan/plan-machine.ts";
import type { CompiledProfiles } from "../../core/profile/compiled.ts";
import { mapWwid } from "../../core/topology/luns.ts";
import { RunCookies } from "../../host/device-mapper/udev-cookies.ts";
import { isUdevIdle } from "../../host/devices/udev-database.ts";
import { isRegisteredDisk } from "../../host/registry/registry.ts";
import { addWanted } from "../../host/registry/wanted-luns.ts";
import { forgetFailures } from "../../host/run/in-use-markers.ts";
import {
  ARMED,
  DISARMED_BY_FAILURE,
  diskOfMarker,
  finishMarkers,
  hasMarkers,
  lateDisks,
  makeRunDirectories,
  parkMarkers,
  takeMarkers,
  unfinishedMarkers,
} from "../../host/run/run-directory.ts";
import type { System } from "../../host/system/system.ts";
import type { Journal } from "../engine/journal.ts";
import { Agenda, type Moment } from "./agenda.ts";
import { askAboutFailed, askAboutUnheard } from "./ask-recheck.ts";
import { bindNames } from "./bind-names.ts";
import { Burst } from "./burst.ts";
import { clearUpAfterKilled } from "./clear-up.ts";
import { resolveDoubts } from "./doubt.ts";
import { leaveFailed } from "./failed-maps.ts";
import { leaveRemoved } from "./leave-removed.ts";
import { askDevices, isHalfRead, readConcerned, readyLuns, unclaimedLuns } from "./look.ts";
import { barredPaths } from "./own.ts";
import { performPlan } from "./perform.ts";
import { Questions } from "./questions.ts";
import { repeatWrites, secureWrites } from "./registry-writes.ts";
import { isToEnd, type Run } from "./run.ts";
import { awaitSecondPaths } from "./second-paths.ts";
import { kickToArm, standsBack } from "./stand-back.ts";
import { forgetUses, isLeftDiskGone, leaveUsed, takeOver } from "./take-over.ts";
import {
  CLAIM_PATIENCE,
  laterWait,
  PASSIVE_PATIENCE,
  PENDING_PATIENCE,
  retryWait,
  seenBefore,
  suspectWaits,
  waitOf,
} from "./waits.ts";

/** When a run takes no more markers, milliseconds: what comes then has a run of its own, and no run lasts for ever. */
const LONGEST_RUN = 240_000;
/** Least time between two looks at the machine, milliseconds. */
const LEAST_INTERVAL = 200;
/** The same while udev is at work, as a multiple of what the last look took: the processors are needed elsewhere. */
const LEAST_REST = 3;

/**
 * Brings the maps of all LUNs that were kicked to what they should be, and ends when nothing waits any more:
 * 1 take the markers, those of a killed run included · 2 read the LUNs they are about, all siblings, from sysfs ·
 * 3 judge: identify, match, refuse · 4 wait for siblings and claims, bounded · 5 ask for access states · 6 plan ·
 * 7 perform · 8 remember the LUNs · 9 again until the queue is empty. The caller holds the host's lock.
 * A host that was armed for another owner, or under which multipathd has been started since, is disarmed instead. One
 * that was left disarmed for it has been armed again by the launcher: every disk is looked at.
 * With `everything`, somebody asks for it: all disks are looked at even when no marker waits, and a LUN that fails is a
 * failure. For the unit it is none: the LUN's markers are parked, and the run has done what it could. `isByHand` as in `Run`;
 * who asks for what a plan shows gets just that. `isReturned`: the launcher has had what was claimed given back, because the host was
 * not armed. Returns the exit status.
 */
export async function assemble(
  system: System,
  profiles: CompiledProfiles,
  journal: Journal,
  everything: boolean,
  isByHand = everything,
  isReturned = false,
): Promise<number> {
  makeRunDirectories(system);
  const wasGivenUp = system.exists(DISARMED_BY_FAILURE);
  if (standsBack(system, journal, wasGivenUp, isReturned)) return everything ? 1 : 0;
  const run: Run = {
    system,
    end: system.monotonic() + LONGEST_RUN,
    profiles,
    journal,
    burst: new Burst(system),
    agenda: new Agenda(everything || wasGivenUp),
    cookies: new RunCookies(),
    questions: new Questions(system),
    everything,
    firstSeen: new Map(),
    suspectSince: new Map(),
    smartSince: new Map(),
    late: new Set(),
    isByHand,
    retriggered: new Set(),
    openers: new Map(),
    silences: new Map(),
    unheard: new Set(),
    said: new Set(),
    failures: new Map(),
    silent: new Map(),
    registered: new Set(),
    listed: new Set(),
    kept: new Set(),
  };
  repeatWrites(run);
  await clearUpAfterKilled(run);
  if (isByHand) forgetFailures(system);
  const taken = await workOff(run);
  const hasFailed = parkUnfinished(run, taken.map(diskOfMarker));
  await secureWrites(run);
  finishMarkers(system, taken);
  if (wasGivenUp && system.exists(ARMED)) system.unlink(DISARMED_BY_FAILURE);
  kickToArm(system);
  // What cannot be finished would start the next run at once, for ever: a failed run is followed by a pause.
  return (everything && hasFailed) || unfinishedMarkers(system).length > 0 ? 1 : 0;
}

/** Deals with what is on the agenda, with the markers that wait and those that come meanwhile. Returns what it took. */
async function workOff(run: Run): Promise<readonly string[]> {
  const { system } = run;
  const taken = new Set([...unfinishedMarkers(system), ...takeMarkers(system)]);
  let news: readonly string[] = [...taken];
  let rested: () => boolean = () => true;
  for (;;) {
    if (news.length > 0) run.burst.noteNews();
    const late: ReadonlySet<string> = news.length > 0 ? lateDisks(system, news) : new Set();
    for (const dev of late) run.late.add(dev);
    const disks = news.map(diskOfMarker);
    run.agenda.note(disks, late);
    run.questions.note(disks);
    const due = rested() ? run.agenda.takeDue(momentOf(run)) : undefined;
    if (due !== undefined) rested = restAfter(system, await look(run, due));
    const { waits } = run.cookies;
    const isThrough = waits.length === 0 && !hasMarkers(system);
    if (run.agenda.isEmpty && (isThrough || isToEnd(run))) break;
    await Promise.race([run.burst.pause(news.length > 0), ...waits]);
    news = system.monotonic() >= run.end ? [] : takeMarkers(system);
    for (const name of news) taken.add(name);
  }
  return [...taken];
}

/** Parks the LUNs that this run could not finish; whether there are any whose map is not what it should be. */
function parkUnfinished({ system, journal, failures, silent }: Run, done: readonly string[]): boolean {
  const failed = [...failures].flatMap(([wwid, { devs, isLeft }]) =>
    isLeft === true ? [] : [[wwid, devs] as const],
  );
  const unfinished = new Map([...failed, ...[...silent].filter(([wwid]) => !failures.has(wwid))]);
  parkMarkers(system, [...new Set([...unfinished.values()].flat())], done);
  for (const [wwid, devs] of unfinished) {
    journal("note", `${wwid} is parked, to be tried again in a while`, { kind: "parked", wwid, devs });
  }
  return failures.size > 0;
}

/** By hand, mode `off` is as `greedy` (multipath.conf(5)). */
function asAsked({ isByHand }: Run, machine: Machine): Machine {
  return isByHand && machine.mode === "off" ? { ...machine, mode: "greedy" } : machine;
}

/** A rest that begins now, after a look that took so many milliseconds. */
function restAfter(system: System, took: number): () => boolean {
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
  if (due !== "all" && isLeftDiskGone(system, due)) return await look(run, "all");
  const began = system.monotonic();
  const read = addWanted(system, asAsked(run, await readConcerned(system, due)));
  const unprobed = judgeMachine(read, profiles);
  if (due !== "all" && isHalfRead(read, unprobed)) return await look(run, "all");
  const took = system.monotonic() - began;
  askAboutFailed(system, read);
  const doubts = await resolveDoubts(run, read, unclaimedLuns(system, read, unprobed));
  const unclaimed = leaveRemoved(run, read, unprobed, doubts);
  const probed = unclaimed.machine;
  const judged = probed === read ? unprobed : judgeMachine(probed, profiles);
  const unheard = askAboutUnheard(run, probed, judged, unclaimed.doubtful);
  const left = new Map([...unheard, ...suspectWaits(run, judged)]);
  const seen = takeOver(run, probed, judged, left);
  const first = seen === probed ? judged : judgeMachine(seen, profiles);
  const ready = readyLuns(first, run.burst.isOver());
  for (const wwid of left.keys()) ready.delete(wwid);
  const patienceOver = run.burst.isStalled()
    ? first.luns.map(({ lun }) => lun.wwid)
    : seenBefore(run, first, PENDING_PATIENCE);
  const asked = await askDevices(run, seen, first, ready, patienceOver);
  const { machine } = asked;
  const judgement = judgeMachine(machine, profiles);
  const doubtful = new Map([...left, ...asked.doubtful]);
  for (const wwid of doubtful.keys()) ready.delete(wwid);
  await leaveUsed(run, machine, judgement);
  forgetUses(run, machine, judgement, doubtful, due === "all");
  const named = await bindNames(run, machine, judgement, ready);
  const plan = planJudged(machine, named, {
    requireClaim: true,
    isReady: ({ lun }) => ready.has(lun.wwid),
    exposePassive: seenBefore(run, judgement, PASSIVE_PATIENCE),
    patienceOver,
    barred: barredPaths(judgement.luns, machine.liveMaps, asked.registered),
  });
  const again = await performPlan(run, machine, named, plan);
  const standing = new Set(machine.liveMaps.map(mapWwid));
  const impatient = new Set([...patienceOver, ...seenBefore(run, judgement, CLAIM_PATIENCE)]);
  const byWwid = new Map(judgement.luns.map((one) => [one.lun.wwid, one]));
  const later = new Map([
    ...doubtful,
    ...awaitSecondPaths(run, judgement),
    ...leaveFailed(run, byWwid, standing),
  ]);
  for (const [wwid, one] of byWwid) {
    const isOver = standing.has(wwid) || impatient.has(wwid);
    const wait = later.has(wwid) ? laterWait(one, later.get(wwid)) : waitOf(run, one, plan, ready, isOver);
    if (!again.has(wwid)) run.agenda.settle(wwid, wait);
  }
  for (const wwid of again) run.agenda.settle(wwid, retryWait(run, wwid));
  return took;
}
