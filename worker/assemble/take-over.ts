import type { LeftMark } from "../../core/claim/left-mark.ts";
import { diagnose } from "../../core/diagnostic/codes.ts";
import type { Decision } from "../../core/diagnostic/decisions.ts";
import { claimKey, registryKeys } from "../../core/identify/registry-key.ts";
import { devtsOf } from "../../core/plan/eligible-paths.ts";
import type { Judgement, LunJudgement } from "../../core/plan/judge.ts";
import { judgedPaths } from "../../core/plan/judged-paths.ts";
import type { Machine } from "../../core/plan/machine.ts";
import { usedPaths } from "../../core/plan/used-paths.ts";
import { allPaths } from "../../core/topology/luns.ts";
import type { PathFacts } from "../../core/topology/path.ts";
import { given } from "../../core/values/given.ts";
import { listDisks } from "../../host/devices/disks.ts";
import { returnDisk, triggerDisk } from "../../host/devices/scsi-disk.ts";
import { newEntry } from "../../host/registry/registry.ts";
import { forgetExclusive } from "../../host/run/exclusive-opens.ts";
import { LEFT, listInUse, markInUse, noteWhetherLeft, unmarkInUse } from "../../host/run/in-use-markers.ts";
import type { System } from "../../host/system/system.ts";
import { readAttribute } from "../../host/system/text.ts";
import { readHostUse, readUse, type Use } from "../../host/uses/in-use.ts";
import { leftMountUnits, startLeftMountUnits } from "../../host/uses/left-mounts.ts";
import { diagnosticLine } from "../engine/journal.ts";
import { remember } from "./remember.ts";
import type { Run } from "./run.ts";

/**
 * Makes sure that udev's rules claim the paths of every LUN that gets a map. A LUN is registered before udev is told
 * to look again, and before paths are used whose event udev has not processed: then the rule claims them by the
 * registry alone, whatever it decided before. Marks from a time when it was in use go. A LUN that somebody has begun to
 * use since the machine was read is not touched: a mounted disk that udev claims is unmounted by systemd. Nor is one that
 * is in doubt. Returns the machine with the uses that were found.
 */
export function takeOver(
  run: Run,
  machine: Machine,
  judgement: Judgement,
  doubtful: ReadonlyMap<string, unknown>,
): Machine {
  const seqs = seqsOf(machine);
  const uses = new Map(machine.uses);
  for (const judged of judgement.luns) {
    const { lun, decision } = judged;
    const isTaken = lun.paths.every(({ claimed }) => claimed === true);
    if (decision === undefined || isTaken || doubtful.has(lun.wwid)) continue;
    const use = takeOverLun(run, machine, judged, seqs);
    if (use !== undefined) uses.set(use.dev, use.by);
  }
  return uses.size === machine.uses.size ? machine : { ...machine, uses };
}

/** Returns who uses it after all; nothing is asked of udev then. */
function takeOverLun(
  run: Run,
  machine: Machine,
  judged: LunJudgement,
  seqs: ReadonlyMap<string, string | undefined>,
): Use | undefined {
  const { lun, entry } = judged;
  const unclaimed = lun.paths.filter(
    ({ dev, claimed }) => claimed === false && !run.retriggered.has(keyOf(seqs, dev)),
  );
  const useNow = () => (unclaimed.length === 0 ? undefined : readUseNow(run.system, allPaths(lun)));
  // Before the rule claims it by its file, at whatever event, and once more as late as can be, before the marks go.
  let use = useNow();
  if (use === undefined) {
    if (!isFoundByRule(machine, judged)) remember(run, judged, entry ?? newEntry(lun.wwid));
    use = useNow();
  }
  const mark = use === undefined ? unmarkInUse : markInUse;
  for (const { dev, identity } of lun.paths) mark(run.system, seqs.get(dev), registryKeys(identity));
  if (use !== undefined || unclaimed.length === 0) return use;
  const devs = unclaimed.map(({ dev }) => dev);
  const line = `${lun.wwid} is ours (${judged.reason}): udev is asked to claim ${devs.join(" ")}`;
  run.journal("note", line, { kind: "registered", wwid: lun.wwid, devs });
  for (const dev of devs) {
    run.retriggered.add(keyOf(seqs, dev));
    triggerDisk(run.system, dev);
  }
  return undefined;
}

/** One disk within a run: the next one under its name is another. */
function keyOf(seqs: ReadonlyMap<string, string | undefined>, dev: string): string {
  return `${dev} ${seqs.get(dev)}`;
}

function seqsOf({ paths }: Machine): ReadonlyMap<string, string | undefined> {
  return new Map(paths.map(({ dev, diskseq }) => [dev, diskseq]));
}

/** Whether the rule finds every path in the registry: a kernel or firmware may spell an id otherwise than the one before. */
function isFoundByRule({ registry }: Machine, { lun, entry }: LunJudgement): boolean {
  if (entry === undefined) return false;
  return lun.paths.every(({ identity }) => {
    const key = claimKey(identity);
    return key === undefined || registry.has(key);
  });
}

/**
 * Leaves a LUN to whoever uses it: markers keep the rule from claiming any path of it, those that arrive later
 * included, and paths that were claimed are given back. The end of a mount is waited for by a unit.
 */
export async function leaveUsed(run: Run, machine: Machine, judgement: Judgement): Promise<void> {
  const seqs = seqsOf(machine);
  const used = usedPaths(machine, judgement).filter(({ known }) => known);
  for (const { path, use, wholeLun, left } of used) {
    const { dev, identity, claimed, devt } = path;
    markInUse(run.system, seqs.get(dev), wholeLun ? registryKeys(identity) : [], left);
    // What a map holds stays claimed, and what was left already is nothing new.
    if (left !== undefined && (claimed !== true || machine.liveMaps.some((map) => devtsOf(map).has(devt))))
      continue;
    const kind = claimed === true ? "given-back" : "left";
    const isNew = sayLeft(run, dev, keyOf(seqs, dev), use, left, {
      kind,
      ...given({ wwid: identity.wwid }),
    });
    if (!isNew || claimed !== true) continue;
    // Should it be free again in this run, udev has to be asked once more.
    run.retriggered.delete(keyOf(seqs, dev));
    await returnDisk(run.system, dev);
  }
  if (used.every(({ left }) => left !== undefined)) return;
  const units = leftMountUnits(
    run.system,
    used.map(({ path }) => path.dev),
  ).filter((unit) => !run.said.has(unit));
  for (const unit of units) run.said.add(unit);
  await startLeftMountUnits(run.system, units);
}

/**
 * Takes away the marks of LUNs that were looked at and are used by nobody; when all were looked at, also those of disks
 * and LUNs that are no longer there, so that nothing keeps a new one from being claimed. What is in doubt keeps its marks.
 */
export function forgetUses(
  run: Run,
  machine: Machine,
  judgement: Judgement,
  doubtful: ReadonlyMap<string, unknown>,
  isAll: boolean,
): void {
  const { system } = run;
  if (!system.exists(LEFT)) return;
  const seqs = seqsOf(machine);
  const namesOf = ({ dev, identity }: PathFacts): readonly string[] => [
    seqs.get(dev) ?? "",
    ...registryKeys(identity),
  ];
  const doubted = judgement.luns
    .filter(({ lun }) => doubtful.has(lun.wwid))
    .flatMap(({ lun }) => allPaths(lun));
  const used = usedPaths(machine, judgement).filter(({ known }) => known);
  const kept = new Set([
    ...doubted.flatMap(namesOf),
    ...used.flatMap(({ path, wholeLun }) => (wholeLun ? namesOf(path) : (seqs.get(path.dev) ?? ""))),
  ]);
  const seen = isAll ? goneNames(system, machine) : judgedPaths(judgement).flatMap(namesOf);
  unmarkInUse(
    system,
    undefined,
    seen.filter((name) => name !== "" && !kept.has(name)),
  );
  noteWhetherLeft(system);
  if (isAll) forgetExclusive(system, new Set(seqs.values()));
}

/** Every mark, but those of disks that are there and could not be read. */
function goneNames(system: System, { paths }: Machine): readonly string[] {
  const read = new Set(paths.map(({ dev }) => dev));
  const unread = listDisks(system).filter((dev) => !read.has(dev));
  const seqs = new Set(unread.map((dev) => readAttribute(system, `/sys/block/${dev}/diskseq`)));
  return listInUse(system).filter((name) => !seqs.has(name));
}

/** Whether a disk has left while something is left to the system: its LUN's mark may have nobody any more. */
export function isLeftDiskGone(system: System, due: ReadonlySet<string>): boolean {
  return system.exists(LEFT) && [...due].some((dev) => !system.exists(`/sys/block/${dev}`));
}

/** Who uses one of the paths at this moment. */
function readUseNow(system: System, paths: readonly { readonly dev: string }[]): Use | undefined {
  const host = readHostUse(system);
  for (const { dev } of paths) {
    const use = readUse(system, host, dev);
    if (use !== undefined) return use;
  }
  return undefined;
}

/** Says once per run that a disk is in use, or why it is left else; whether it was said now. */
function sayLeft(
  { said, journal }: Run,
  dev: string,
  key: string,
  use: string,
  left: LeftMark | undefined,
  decision: Decision,
): boolean {
  if (said.has(`in-use ${key}`)) return false;
  said.add(`in-use ${key}`);
  if (left !== undefined) {
    journal("note", `${dev} goes back to the system: ${use}`, { ...decision, devs: [dev] });
    return true;
  }
  const used = diagnose("lun-in-use", dev, `${use}.`);
  journal("warning", diagnosticLine(used), { ...decision, code: used.code, devs: [dev] });
  return true;
}
