import { registryKeys } from "../core/identify/registry-key.ts";
import { judgeMachine } from "../core/plan/judge.ts";
import { usedPaths } from "../core/plan/used-paths.ts";
import type { CompiledProfiles } from "../core/profile/compiled.ts";
import { readMachine } from "../host/machine.ts";
import { isForbiddenAtBoot, readMultipathd } from "../host/ownership.ts";
import { ARMED, makeRunDirectories, markInUse } from "../host/run-directory.ts";
import type { System } from "../host/system.ts";
import type { Journal } from "./journal.ts";

/** Why a host is not armed; absent when nothing speaks against it. */
export function readObjection(system: System, owner: string): string | undefined {
  if (owner !== "pathplug") return `/etc/pathplug/owner says ${owner}`;
  if (isForbiddenAtBoot(system)) return "the kernel command line forbids multipathing";
  const multipathd = readMultipathd(system);
  return multipathd === undefined ? undefined : `multipathd is ${multipathd}`;
}

/**
 * Arms the host: marks what is in use, then, last, lets the claim rule work. Where pathplug is not the owner, or
 * multipathd is enabled or running, the host is disarmed instead. Returns the exit status.
 */
export async function arm(system: System, profiles: CompiledProfiles, journal: Journal): Promise<number> {
  makeRunDirectories(system);
  const machine = await readMachine(system, {});
  const objection = readObjection(system, machine.owner);
  if (objection !== undefined) {
    system.unlink(ARMED);
    journal("note", `stands back: ${objection}`, { kind: "stands-back" });
    return 0;
  }
  const seqs = new Map(machine.paths.map(({ dev, diskseq }) => [dev, diskseq]));
  const left = new Map<string, string[]>();
  for (const { path, use, wholeLun } of usedPaths(machine, judgeMachine(machine, profiles))) {
    markInUse(system, seqs.get(path.dev), wholeLun ? registryKeys(path.identity) : []);
    left.set(use, [...(left.get(use) ?? []), path.dev]);
  }
  for (const [use, devs] of left) {
    journal("note", `left to the system: ${devs.join(" ")}: ${use}`, { kind: "left", devs });
  }
  const armed = system.write(ARMED, `PATHPLUG_ARMED=1\nPATHPLUG_MODE=${machine.mode}\n`, "replace");
  if (armed.kind === "failed") {
    journal("error", `cannot write ${ARMED}: ${armed.errno}`, { kind: "worker-failed" });
    return 1;
  }
  journal("note", `armed, mode ${machine.mode}`, { kind: "armed" });
  return 0;
}
