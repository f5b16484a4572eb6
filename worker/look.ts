import { diagnose } from "../core/diagnostic/codes.ts";
import { devtsOf } from "../core/plan/eligible-paths.ts";
import type { Judgement, LunJudgement } from "../core/plan/judge.ts";
import type { Machine } from "../core/plan/machine.ts";
import { mapWwid } from "../core/topology/luns.ts";
import type { LiveMap } from "../core/topology/map.ts";
import type { RawPath } from "../core/topology/path.ts";
import { writeAccessCache } from "../host/access-cache.ts";
import { clearLeftovers } from "../host/device-mapper-perform.ts";
import { readHostUse, readUse } from "../host/in-use.ts";
import { type MachineOptions, readMachine } from "../host/machine.ts";
import { lunKey } from "../host/registry.ts";
import { listScsiDisks, readKernelId } from "../host/scsi-disk.ts";
import type { System } from "../host/system.ts";
import { readTargetPortGroups } from "../host/target-port-groups.ts";
import { readAttribute } from "../host/text.ts";
import { diagnosticLine } from "./journal.ts";
import type { Run } from "./run.ts";

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
  const disks = listScsiDisks(system).map((dev) => ({
    dev,
    id: readKernelId(system, dev),
    devt: readAttribute(system, `/sys/block/${dev}/dev`) ?? "",
  }));
  const present = new Set(disks.map(({ devt }) => devt));
  const marked = disks.filter(({ dev }) => concerned.has(dev));
  const ids = new Set(marked.flatMap(({ id }) => id ?? []));
  const devts = new Set(marked.map(({ devt }) => devt));
  for (const map of liveMaps) {
    const paths = (map.table?.groups ?? []).flatMap((group) => group.paths.map(({ devt }) => devt));
    const touched = paths.some((devt) => devts.has(devt) || !present.has(devt));
    if (touched) for (const devt of paths) devts.add(devt);
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
 * WWIDs of the LUNs that need not wait for more siblings: the burst is over, or all paths that the LUN last had are
 * there.
 */
export function readyLuns({ luns }: Judgement, burstIsOver: boolean): ReadonlySet<string> {
  const ready = luns.filter(({ decision, entry, lun }) => {
    if (decision === undefined) return false;
    return burstIsOver || (entry?.paths !== undefined && lun.paths.length >= entry.paths);
  });
  return new Set(ready.map(({ lun }) => lun.wwid));
}

/**
 * Finds out whether somebody has a path open exclusively, of LUNs that udev is about to be told to claim: a member of a
 * file system that no table names would be taken from under it.
 */
export function probeUnclaimed(system: System, machine: Machine, { luns }: Judgement): Machine {
  const uses = new Map(machine.uses);
  const mapped = new Set(machine.liveMaps.map(mapWwid));
  for (const judged of luns) {
    const { lun, decision } = judged;
    const isTaken = mapped.has(lun.wwid) || lun.paths.every(({ claimed }) => claimed === true);
    if (decision !== undefined && !isTaken) noteExclusiveUse(system, judged, uses);
  }
  return uses.size === machine.uses.size ? machine : { ...machine, uses };
}

/** How many LUNs are asked at the same time: a path that hangs must not have all others wait for its time-out. */
const AT_ONCE = 8;

/**
 * What only the devices themselves can tell of the LUNs that are to be planned now: the access states of their
 * target port groups, and, before a first map, whether somebody has a path open exclusively, or has begun to use it
 * since it was read. A LUN that waits for paths first is asked when they have come.
 */
export async function askDevices(
  { system, journal, silent, said }: Run,
  machine: Machine,
  { luns }: Judgement,
  ready: ReadonlySet<string>,
  patienceOver: readonly string[],
): Promise<Machine> {
  const paths = new Map(machine.paths.map((raw) => [raw.dev, raw]));
  const uses = new Map(machine.uses);
  const mapped = new Set(machine.liveMaps.map(mapWwid));
  const asking = luns.filter(({ lun }) => {
    const isWaiting = lun.paths.some(({ claimed }) => claimed === undefined);
    const isPlanned = mapped.has(lun.wwid) || !isWaiting || patienceOver.includes(lun.wwid);
    return ready.has(lun.wwid) && isPlanned;
  });
  const unmapped = asking.filter(({ lun }) => !mapped.has(lun.wwid));
  const host = unmapped.length > 0 ? readHostUse(system) : undefined;
  for (const judged of unmapped) {
    noteExclusiveUse(system, judged, uses);
    for (const { dev } of judged.lun.paths) {
      const use = host === undefined ? undefined : readUse(system, host, dev);
      if (use !== undefined) uses.set(dev, use.by);
    }
  }
  for (let at = 0; at < asking.length; at += AT_ONCE) {
    const some = asking.slice(at, at + AT_ONCE).map(async (judged) => {
      const own = judged.lun.paths.flatMap(({ dev }) => paths.get(dev) ?? []);
      const asked = await readTargetPortGroups(system, own);
      for (const raw of asked.paths) paths.set(raw.dev, raw);
      remember(system, judged, asked.paths);
      const { wwid } = judged.lun;
      if (!asked.isSilent) silent.delete(wwid);
      else {
        silent.set(
          wwid,
          own.map(({ dev }) => dev),
        );
        if (!said.has(`silent ${wwid}`))
          journal("error", diagnosticLine(diagnose("lun-hangs", wwid, SILENT)));
        said.add(`silent ${wwid}`);
      }
    });
    await Promise.all(some);
  }
  return { ...machine, paths: [...paths.values()], uses };
}

const SILENT = "its paths did not tell their access states in time; it is asked again by itself.";

function noteExclusiveUse(system: System, { lun }: LunJudgement, uses: Map<string, string>): void {
  for (const { dev, state } of lun.paths) {
    if (state !== "running") continue;
    if (system.probeExclusive(`/dev/${dev}`) === "busy") uses.set(dev, `${dev} is opened exclusively`);
  }
}

function remember(system: System, { lun }: LunJudgement, asked: readonly RawPath[]): void {
  const [first] = lun.paths;
  const key = first === undefined ? undefined : lunKey(first.identity);
  if (key !== undefined) writeAccessCache(system, key, asked);
}
