import { diagnose } from "../../core/diagnostic/codes.ts";
import { registryKeys } from "../../core/identify/registry-key.ts";
import { judgeMachine } from "../../core/plan/judge.ts";
import type { Machine } from "../../core/plan/machine.ts";
import { type UsedPath, usedPaths } from "../../core/plan/used-paths.ts";
import type { CompiledProfiles } from "../../core/profile/compiled.ts";
import { readMachine } from "../../host/machine.ts";
import { readObjections } from "../../host/ownership/arming.ts";
import { noteReadLongAgo } from "../../host/run/identified-disks.ts";
import { markInUse } from "../../host/run/in-use-markers.ts";
import {
  ARMED,
  DISARMED_BY_FAILURE,
  EVERYTHING,
  kickAssemble,
  makeRunDirectories,
} from "../../host/run/run-directory.ts";
import type { System } from "../../host/system/system.ts";
import { startUnit } from "../../host/system/systemd.ts";
import { leftMountUnits, startLeftMountUnits } from "../../host/uses/left-mounts.ts";
import { readOpenUses } from "../../host/uses/open-uses.ts";
import { diagnosticLine, type Journal } from "../engine/journal.ts";

/**
 * Arms the host: marks what would be claimed and is in use, then, last, lets the claim rule work. Where anything speaks
 * against it the host is disarmed instead. Returns the exit status.
 */
export async function arm(system: System, profiles: CompiledProfiles, journal: Journal): Promise<number> {
  makeRunDirectories(system);
  if (system.exists(DISARMED_BY_FAILURE)) {
    journal("warning", "the host was left disarmed: it is armed again", { kind: "armed" });
  }
  const objections = readObjections(system);
  if (objections.length > 0) {
    // What the rule has claimed until now goes back before the run that this starts.
    if (system.exists(ARMED)) kickAssemble(system, EVERYTHING);
    system.unlink(ARMED);
    // Nobody is to try again: what speaks against it a person has to mend.
    system.unlink(DISARMED_BY_FAILURE);
    for (const objection of objections) {
      const line = `stands back: ${diagnosticLine(objection)}`;
      journal("warning", line, { kind: "stands-back", code: objection.code });
    }
    return 0;
  }
  const machine = await readUsesUpToNow(system, profiles);
  noteReadLongAgo(
    system,
    machine.paths.map(({ diskseq }) => diskseq),
  );
  // From here to the last write nothing is waited for: who begins to use a disk meanwhile would have no mark.
  const left = markUsed(system, machine, profiles);
  const armed = system.write(ARMED, `PATHPLUG_ARMED=1\nPATHPLUG_MODE=${machine.mode}\n`, "replace");
  if (armed.kind === "failed") {
    journal("error", `cannot write ${ARMED}: ${armed.errno}`, { kind: "worker-failed" });
    return 1;
  }
  await tellLeft(system, left, journal);
  // A host without a known LUN hears nothing of it at each boot, and is not told that there is nothing to wait for either.
  if (machine.registry.size > 0 || left.length > 0) {
    journal("note", `armed, mode ${machine.mode}`, { kind: "armed" });
  }
  if (machine.registry.size > 0) await startUnit(system, "pathplug-ready.target");
  return 0;
}

/**
 * The machine with every use that can be found. Asking the disks takes seconds, or longer where one hangs: who has mounted one
 * meanwhile, and which have come, is read once more where any was asked.
 */
async function readUsesUpToNow(system: System, profiles: CompiledProfiles): Promise<Machine> {
  const read = await readMachine(system, {});
  const asked = await readOpenUses(system, read, profiles);
  if (asked === read) return read;
  const now = await readMachine(system, {});
  return { ...now, uses: new Map([...asked.uses, ...now.uses]) };
}

/** Marks what is in use and would be claimed otherwise; of a host without such a LUN nothing is written. Returns what was marked. */
function markUsed(system: System, machine: Machine, profiles: CompiledProfiles): readonly UsedPath[] {
  const seqs = new Map(machine.paths.map(({ dev, diskseq }) => [dev, diskseq]));
  const used = usedPaths(machine, judgeMachine(machine, profiles)).filter(({ known }) => known);
  for (const { path, wholeLun, left } of used)
    markInUse(system, seqs.get(path.dev), wholeLun ? registryKeys(path.identity) : [], left);
  return used;
}

/** Says what is left, once for each reason, and has the end of its mounts heard. */
async function tellLeft(system: System, used: readonly UsedPath[], journal: Journal): Promise<void> {
  const reasons = new Map<string, UsedPath[]>();
  for (const one of used) reasons.set(one.use, [...(reasons.get(one.use) ?? []), one]);
  for (const [use, some] of reasons) {
    const devs = some.map(({ path }) => path.dev);
    if (some.some(({ left }) => left !== undefined)) {
      journal("note", `left to the system: ${devs.join(" ")}: ${use}`, { kind: "left", devs });
      continue;
    }
    const inUse = diagnose("lun-in-use", devs.join(" "), `left to the system: ${use}`);
    journal("warning", diagnosticLine(inUse), { kind: "left", code: inUse.code, devs });
  }
  const devs = used.map(({ path }) => path.dev);
  if (devs.length > 0) await startLeftMountUnits(system, leftMountUnits(system, devs));
}
