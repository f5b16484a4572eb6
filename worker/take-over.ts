import { diagnose } from "../core/diagnostic/codes.ts";
import type { Decision } from "../core/diagnostic/decisions.ts";
import { claimKey, registryKeys } from "../core/identify/registry-key.ts";
import type { Judgement, LunJudgement } from "../core/plan/judge.ts";
import type { Machine } from "../core/plan/machine.ts";
import { usedPaths } from "../core/plan/used-paths.ts";
import { readHostUse, readUse, type Use } from "../host/in-use.ts";
import { newEntry } from "../host/registry.ts";
import { markInUse, unmarkInUse } from "../host/run-directory.ts";
import { triggerDisk } from "../host/scsi-disk.ts";
import type { System } from "../host/system.ts";
import { diagnosticLine } from "./journal.ts";
import { remember } from "./remember.ts";
import type { Run } from "./run.ts";

/**
 * Makes sure that udev's rules claim the paths of every LUN that gets a map. A LUN is registered before udev is told
 * to look again, and before paths are used whose event udev has not processed: then the rule claims them by the
 * registry alone, whatever it decided before. Marks from a time when it was in use go. A LUN that somebody has begun to
 * use since the machine was read is left instead: a mounted disk that udev claims is unmounted by systemd.
 */
export function takeOver(run: Run, machine: Machine, judgement: Judgement): void {
  const seqs = new Map(machine.paths.map(({ dev, diskseq }) => [dev, diskseq]));
  for (const judged of judgement.luns) {
    const { lun, decision, entry } = judged;
    if (decision === undefined || lun.paths.every(({ claimed }) => claimed === true)) continue;
    for (const { dev, identity } of lun.paths) unmarkInUse(run.system, seqs.get(dev), claimKey(identity));
    if (!isFoundByRule(machine, judged)) remember(run, judged, entry ?? newEntry(lun.wwid));
    const unclaimed = lun.paths.filter(({ dev, claimed }) => claimed === false && !run.retriggered.has(dev));
    if (unclaimed.length === 0) continue;
    const use = readUseNow(run.system, lun.paths);
    if (use !== undefined) {
      for (const { dev, identity } of lun.paths) markInUse(run.system, seqs.get(dev), registryKeys(identity));
      sayInUse(run, use.dev, use.by, { kind: "left", wwid: lun.wwid });
      continue;
    }
    const devs = unclaimed.map(({ dev }) => dev);
    const line = `${lun.wwid} is ours (${judged.reason}): udev is asked to claim ${devs.join(" ")}`;
    run.journal("note", line, { kind: "registered", wwid: lun.wwid, devs });
    for (const dev of devs) {
      run.retriggered.add(dev);
      triggerDisk(run.system, dev);
    }
  }
  leaveUsed(run, machine, judgement);
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
 * included, and paths that were claimed are given back.
 */
export function leaveUsed(run: Run, machine: Machine, judgement: Judgement): void {
  const seqs = new Map(machine.paths.map(({ dev, diskseq }) => [dev, diskseq]));
  for (const { path, use, wholeLun, known } of usedPaths(machine, judgement)) {
    if (!known) continue;
    const { dev, identity, claimed } = path;
    markInUse(run.system, seqs.get(dev), wholeLun ? registryKeys(identity) : []);
    const kind = claimed === true ? "given-back" : "left";
    const isNew = sayInUse(run, dev, use, {
      kind,
      ...(identity.wwid === undefined ? {} : { wwid: identity.wwid }),
    });
    if (isNew && claimed === true) triggerDisk(run.system, dev);
  }
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

/** Says once per run that a disk is in use; whether it was said now. */
function sayInUse({ said, journal }: Run, dev: string, use: string, decision: Decision): boolean {
  if (said.has(`in-use ${dev}`)) return false;
  said.add(`in-use ${dev}`);
  const used = diagnose("lun-in-use", dev, `${use}.`);
  journal("warning", diagnosticLine(used), { ...decision, code: used.code, devs: [dev] });
  return true;
}
