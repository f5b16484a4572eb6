import { registryKeys } from "../../core/identify/registry-key.ts";
import { judgeMachine } from "../../core/plan/judge.ts";
import type { Machine } from "../../core/plan/machine.ts";
import { usedPaths } from "../../core/plan/used-paths.ts";
import type { CompiledProfiles } from "../../core/profile/compiled.ts";
import { readMachine } from "../../host/machine.ts";
import { readObjections } from "../../host/ownership/arming.ts";
import { markInUse } from "../../host/run/in-use-markers.ts";
import { ARMED, DISARMED_BY_FAILURE, makeRunDirectories } from "../../host/run/run-directory.ts";
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
    journal("warning", "a failure left the host disarmed: it is armed again", { kind: "armed" });
  }
  const objections = readObjections(system);
  if (objections.length > 0) {
    system.unlink(ARMED);
    for (const objection of objections) {
      const line = `stands back: ${diagnosticLine(objection)}`;
      journal("warning", line, { kind: "stands-back", code: objection.code });
    }
    return 0;
  }
  const machine = await readOpenUses(system, await readMachine(system, {}), profiles);
  const left = await markUsed(system, machine, profiles, journal);
  const armed = system.write(ARMED, `PATHPLUG_ARMED=1\nPATHPLUG_MODE=${machine.mode}\n`, "replace");
  if (armed.kind === "failed") {
    journal("error", `cannot write ${ARMED}: ${armed.errno}`, { kind: "worker-failed" });
    return 1;
  }
  // A host without a known LUN hears nothing of it at each boot, and is not told that there is nothing to wait for either.
  if (machine.registry.size > 0 || left > 0) {
    journal("note", `armed, mode ${machine.mode}`, { kind: "armed" });
  }
  if (machine.registry.size > 0) await startUnit(system, "pathplug-ready.target");
  return 0;
}

/**
 * Marks what is in use and would be claimed otherwise; of a host without such a LUN nothing is written or said. Returns
 * how many reasons were found.
 */
async function markUsed(
  system: System,
  machine: Machine,
  profiles: CompiledProfiles,
  journal: Journal,
): Promise<number> {
  const seqs = new Map(machine.paths.map(({ dev, diskseq }) => [dev, diskseq]));
  const left = new Map<string, string[]>();
  for (const { path, use, wholeLun, known, left: mark } of usedPaths(
    machine,
    judgeMachine(machine, profiles),
  )) {
    if (!known) continue;
    markInUse(system, seqs.get(path.dev), wholeLun ? registryKeys(path.identity) : [], mark);
    left.set(use, [...(left.get(use) ?? []), path.dev]);
  }
  for (const [use, devs] of left) {
    journal("note", `left to the system: ${devs.join(" ")}: ${use}`, { kind: "left", devs });
  }
  if (left.size > 0) await startLeftMountUnits(system, leftMountUnits(system, [...left.values()].flat()));
  return left.size;
}
