import { diagnose } from "../core/diagnostic/codes.ts";
import { claimKey, registryKeys } from "../core/identify/registry-key.ts";
import type { Judgement } from "../core/plan/judge.ts";
import type { Machine } from "../core/plan/machine.ts";
import { usedPaths } from "../core/plan/used-paths.ts";
import { newEntry } from "../host/registry.ts";
import { markInUse, unmarkInUse } from "../host/run-directory.ts";
import { triggerDisk } from "../host/scsi-disk.ts";
import type { Run } from "./assemble.ts";
import { diagnosticLine } from "./journal.ts";
import { remember } from "./remember.ts";

/**
 * Makes sure that udev's rules claim the paths of every LUN that gets a map. A LUN is registered before udev is told
 * to look again, and before paths are used whose event udev has not processed: then the rule claims them by the
 * registry alone, whatever it decided before. Marks from a time when it was in use go.
 */
export function takeOver(run: Run, machine: Machine, judgement: Judgement): void {
  const seqs = new Map(machine.paths.map(({ dev, diskseq }) => [dev, diskseq]));
  for (const judged of judgement.luns) {
    const { lun, decision, entry } = judged;
    if (decision === undefined || lun.paths.every(({ claimed }) => claimed === true)) continue;
    for (const { dev, identity } of lun.paths) unmarkInUse(run.system, seqs.get(dev), claimKey(identity));
    if (entry === undefined) remember(run, judged, newEntry(lun.wwid));
    const unclaimed = lun.paths.filter(({ dev, claimed }) => claimed === false && !run.retriggered.has(dev));
    if (unclaimed.length === 0) continue;
    const devs = unclaimed.map(({ dev }) => dev);
    run.journal("note", `${lun.wwid} is ours (${judged.reason}): udev is asked to claim ${devs.join(" ")}`);
    for (const dev of devs) {
      run.retriggered.add(dev);
      triggerDisk(run.system, dev);
    }
  }
  leaveUsed(run, machine, judgement);
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
    if (run.said.has(`in-use ${dev}`)) continue;
    run.said.add(`in-use ${dev}`);
    run.journal("warning", diagnosticLine(diagnose("lun-in-use", dev, `${use}.`)));
    if (claimed === true) triggerDisk(run.system, dev);
  }
}
