import { diagnose } from "../../core/diagnostic/codes.ts";
import { claimKey } from "../../core/identify/registry-key.ts";
import { devtsOf } from "../../core/plan/eligible-paths.ts";
import type { Judgement, LunJudgement } from "../../core/plan/judge.ts";
import type { Machine } from "../../core/plan/machine.ts";
import { allPaths, mapWwid } from "../../core/topology/luns.ts";
import type { LiveMap } from "../../core/topology/map.ts";
import type { RawPath } from "../../core/topology/path.ts";
import { clearLeftovers } from "../../host/device-mapper/clear-leftovers.ts";
import { listDisks, readKernelId } from "../../host/devices/disks.ts";
import { readTargetPortGroups } from "../../host/devices/target-port-groups.ts";
import { type MachineOptions, readMachine } from "../../host/machine.ts";
import { lunKey, readRegistry } from "../../host/registry/registry.ts";
import { writeAccessCache } from "../../host/run/access-cache.ts";
import { isMarkOfUse } from "../../host/run/in-use-markers.ts";
import { kickAssemble } from "../../host/run/run-directory.ts";
import type { System } from "../../host/system/system.ts";
import { readAttribute } from "../../host/system/text.ts";
import { readHostUse, readUse } from "../../host/uses/in-use.ts";
import { type Doubts, resolveDoubts } from "./doubt.ts";
import { registerNewPaths } from "./own.ts";
import { isToEnd, type Run } from "./run.ts";
import { tellSilence } from "./silence.ts";

/**
 * Reads the machine as far as these disks are concerned: all paths of their LUNs, and of maps that lost a path. What a
 * killed run left is cleared away first: a plan must not be made for a map that goes.
 */
export async function readConcerned(
  system: System,
  concerned: ReadonlySet<string> | "all",
): Promise<Machine> {
  const options: MachineOptions = {
    strict: true,
    ...(concerned === "all" ? {} : { select: (maps) => selectDisks(system, maps, concerned) }),
  };
  const machine = await readMachine(system, options);
  return (await clearLeftovers(system, machine.liveMaps)) ? await readMachine(system, options) : machine;
}

function selectDisks(
  system: System,
  liveMaps: readonly LiveMap[],
  concerned: ReadonlySet<string>,
): readonly string[] {
  const disks = listDisks(system).map((dev) => ({
    dev,
    id: readKernelId(system, dev),
    devt: readAttribute(system, `/sys/block/${dev}/dev`) ?? "",
  }));
  const present = new Set(disks.map(({ devt }) => devt));
  const marked = disks.filter(({ dev }) => concerned.has(dev));
  const ids = new Set(marked.flatMap(({ id }) => id ?? []));
  const devts = new Set(marked.map(({ devt }) => devt));
  const orphans = new Set<string>();
  for (const map of liveMaps) {
    const paths = [...devtsOf(map)];
    const touched = paths.some((devt) => devts.has(devt) || !present.has(devt));
    if (touched) for (const devt of paths) devts.add(devt);
    if (!paths.some((devt) => present.has(devt))) orphans.add(mapWwid(map));
  }
  // No path leads to the others of such a LUN, that are not in its map; the registry does.
  if (orphans.size > 0) {
    const keys = new Map(disks.map(({ id: kernelId }) => [claimKey({ kernelId }) ?? "", kernelId ?? ""]));
    for (const [key, { wwid }] of readRegistry(system, new Set(keys.keys())))
      if (orphans.has(wwid)) ids.add(keys.get(key) ?? "");
  }
  for (const { devt, id } of disks) if (devts.has(devt) && id !== undefined) ids.add(id);
  return disks
    .filter(({ id, devt }) => devts.has(devt) || (id !== undefined && ids.has(id)))
    .map(({ dev }) => dev);
}

/**
 * Whether a LUN was found to be that of a map whose own paths have not been read: what they are has to be known before
 * others join them. Ids that LUNs share bring them together, and only all LUNs together tell which these are.
 */
export function isHalfRead({ paths, liveMaps, presentDevts }: Machine, { luns }: Judgement): boolean {
  const read = new Set(paths.map(({ devt }) => devt));
  const present = new Set(presentDevts);
  const maps = new Map(liveMaps.map((map) => [mapWwid(map), map]));
  return luns.some(({ lun }) =>
    [...devtsOf(maps.get(lun.wwid))].some((devt) => present.has(devt) && !read.has(devt)),
  );
}

/**
 * WWIDs of the LUNs that need not wait for more siblings: the burst is over, or all paths that are expected of the LUN are
 * there.
 */
export function readyLuns({ luns }: Judgement, burstIsOver: boolean): Set<string> {
  const ready = luns.filter(({ decision, entry, lun }) => {
    if (decision === undefined) return false;
    return burstIsOver || (entry?.paths !== undefined && lun.paths.length >= entry.paths);
  });
  return new Set(ready.map(({ lun }) => lun.wwid));
}

/**
 * The LUNs that udev is about to be told to claim, and of which it has to be known first that nobody uses them: a member
 * of a file system that no table names would be taken from under it. A path whose event is still to come the rule claims
 * by itself, unless it waits for the LUN to be registered: those are asked before their first map, with all others. One that
 * was in use is asked in any case: its marks would go.
 */
export function unclaimedLuns(
  system: System,
  machine: Machine,
  { luns }: Judgement,
): readonly LunJudgement[] {
  const mapped = new Set(machine.liveMaps.map(mapWwid));
  return luns.filter(({ lun, decision, reason }) => {
    if (decision === undefined || mapped.has(lun.wwid)) return false;
    const isMarked = (dev: string): boolean =>
      isMarkOfUse(system, readAttribute(system, `/sys/block/${dev}/diskseq`) ?? "");
    return allPaths(lun).some(
      ({ dev, claimed }) =>
        claimed === false || (claimed === undefined && (reason === "second-path" || isMarked(dev))),
    );
  });
}

const SILENT = "its paths did not tell their access states in time; it is asked again by itself.";

/** How often it is looked whether an answer has come late, milliseconds. */
const LATE = 500;
/** How many LUNs are asked at the same time: a path that hangs must not have all others wait for its time-out. */
const AT_ONCE = 8;

/** The LUNs that are to be planned now. One that waits for paths first is asked when they have come. */
function plannedLuns(
  { luns }: Judgement,
  mapped: ReadonlySet<string>,
  ready: ReadonlySet<string>,
  patienceOver: readonly string[],
): readonly LunJudgement[] {
  return luns.filter(({ lun }) => {
    const isWaiting = lun.paths.some(({ claimed }) => claimed === undefined);
    const isPlanned = mapped.has(lun.wwid) || !isWaiting || patienceOver.includes(lun.wwid);
    return ready.has(lun.wwid) && isPlanned;
  });
}

/**
 * What only the devices themselves can tell of the LUNs that are to be planned now: the access states of their target
 * port groups, and, before a first map, whether somebody uses a path, or has begun to since it was read. New paths of a LUN
 * that this host owns are registered.
 */
export async function askDevices(
  run: Run,
  read: Machine,
  judgement: Judgement,
  ready: ReadonlySet<string>,
  patienceOver: readonly string[],
): Promise<Doubts & { readonly registered: ReadonlySet<string> }> {
  const { system } = run;
  const registered = new Set<string>();
  const mapped = new Set(read.liveMaps.map(mapWwid));
  const planned = plannedLuns(judgement, mapped, ready, patienceOver);
  // A map takes claimed paths alone: before the first of them there is none to be made.
  const unmapped = planned.filter(
    ({ lun }) => !mapped.has(lun.wwid) && lun.paths.some(({ claimed }) => claimed === true),
  );
  const { machine, doubtful } = await resolveDoubts(run, read, unmapped);
  const paths = new Map(machine.paths.map((raw) => [raw.dev, raw]));
  const uses = new Map(machine.uses);
  const host = unmapped.length > 0 ? readHostUse(system) : undefined;
  for (const { dev } of unmapped.flatMap(({ lun }) => allPaths(lun))) {
    const use = host === undefined ? undefined : readUse(system, host, dev);
    if (use !== undefined) uses.set(dev, use.by);
  }
  const unanswered = new Map(doubtful);
  const hung = ({ lun }: LunJudgement): number => Number(lun.paths.some(({ dev }) => run.late.has(dev)));
  // What could not be finished before may hang again, and so much that hangs has all others wait: it comes last.
  const asking = planned.filter(({ lun }) => !doubtful.has(lun.wwid)).sort((a, b) => hung(a) - hung(b));
  for (let at = 0; at < asking.length; at += AT_ONCE) {
    const some = asking.slice(at, at + AT_ONCE).map(async (judged) => {
      const own = judged.lun.paths.flatMap(({ dev }) => paths.get(dev) ?? []);
      const { wwid } = judged.lun;
      const wasLate = run.questions.isLate(wwid);
      const asked = await run.questions.ask({
        wwid,
        devs: own.map(({ dev }) => dev),
        paths: own.map(({ dev, diskseq }) => `${dev} ${diskseq}`).join(),
        ask: (patient) => readTargetPortGroups(patient, own),
      });
      if (asked === undefined) {
        unanswered.set(wwid, isToEnd(run) ? giveUp(run, judged) : system.monotonic() + LATE);
        return;
      }
      for (const raw of withStates(own, asked.paths)) paths.set(raw.dev, raw);
      remember(system, judged, asked.paths);
      noteAnswer(run, judged, asked.isSilent);
      // What has been waited for so long takes no I/O either: no map is made, and none that stands is changed.
      if (asked.isSilent && wasLate) unanswered.set(wwid, undefined);
      if (!asked.isSilent) await registerNewPaths(run, judged, read.liveMaps, registered);
    });
    await Promise.all(some);
  }
  return { machine: { ...machine, paths: [...paths.values()], uses }, doubtful: unanswered, registered };
}

/** The run is to end: a LUN that does not answer is parked, and one that was not asked is left to the next run. */
function giveUp(run: Run, judged: LunJudgement): undefined {
  const { wwid, paths } = judged.lun;
  if (run.questions.isLate(wwid)) noteAnswer(run, judged, true);
  else for (const { dev } of paths) kickAssemble(run.system, dev);
}

/** What paths were asked for may have come late: the rest is as it was read now. */
function withStates(now: readonly RawPath[], asked: readonly RawPath[]): readonly RawPath[] {
  return now.map(({ rtpg: _, ...raw }) => {
    const rtpg = asked.find(({ dev, devt }) => dev === raw.dev && devt === raw.devt)?.rtpg;
    return rtpg === undefined ? raw : { ...raw, rtpg };
  });
}

/** Notes whether a LUN's paths told their access states, for what is parked when the run ends. */
function noteAnswer(run: Run, { lun: { wwid, paths } }: LunJudgement, isSilent: boolean): void {
  if (!isSilent) {
    run.silent.delete(wwid);
    return;
  }
  const devs = paths.map(({ dev }) => dev);
  run.silent.set(wwid, devs);
  tellSilence(run, diagnose("lun-hangs", wwid, SILENT), wwid, devs);
}

function remember(system: System, { lun }: LunJudgement, asked: readonly RawPath[]): void {
  const [first] = lun.paths;
  const key = first === undefined ? undefined : lunKey(first.identity);
  if (key !== undefined) writeAccessCache(system, key, asked);
}
