import type { Diagnostic } from "../core/diagnostic/diagnostic.ts";
import { bindingContradictions } from "../core/plan/binding-contradictions.ts";
import { type Judgement, judgeMachine } from "../core/plan/judge.ts";
import type { Machine } from "../core/plan/machine.ts";
import type { Plan } from "../core/plan/plan.ts";
import { planJudged } from "../core/plan/plan-machine.ts";
import type { CompiledProfiles } from "../core/profile/compiled.ts";
import { readOtherDisks } from "../host/devices/other-disks.ts";
import { readTargetPortGroups } from "../host/devices/target-port-groups.ts";
import { readMachine } from "../host/machine.ts";
import { readLiveProfiles, readProfilesFor } from "../host/profiles/installed-profiles.ts";
import type { ProfileValidators } from "../host/profiles/profile-files.ts";
import { profileValidators } from "../host/profiles/profile-validators.ts";
import { fail } from "../host/system/failure.ts";
import type { System } from "../host/system/system.ts";
import type { Source } from "./source.ts";

/** A machine with everything that was decided about it: what all commands look at. */
export interface View {
  readonly machine: Machine;
  readonly profiles: CompiledProfiles;
  readonly judgement: Judgement;
  readonly plan: Plan;
  /** What was wrong with the site's own profiles, and with /etc/multipath/bindings. */
  readonly findings: readonly Diagnostic[];
}

/** The schemas of profiles as code; loaded only where profiles are compiled. */
export async function loadValidators(): Promise<ProfileValidators> {
  return profileValidators(await import("../host/profiles/profile-validators.generated.mjs"));
}

/** The profiles in force for a machine, and what was wrong with its own. */
export async function readProfiles({ kind, system, base, library }: Source): Promise<{
  readonly compiled: CompiledProfiles;
  readonly findings: readonly Diagnostic[];
}> {
  const places = { library, compiled: process.env.PATHPLUG_PROFILES };
  if (kind === "live") return { compiled: readLiveProfiles(base, places), findings: [] };
  return await readProfilesFor(system, base, places, loadValidators);
}

/**
 * Reads the machine and judges it. Sends no command to a device, unless `probe` is set: then every LUN is asked for
 * the states of its target port groups.
 */
export async function readView(source: Source, probe = false): Promise<View> {
  const { compiled: profiles, findings } = await readProfiles(source);
  const scsi = await readMachine(source.system);
  const read = { ...scsi, otherDisks: readOtherDisks(source.system, scsi) };
  if (source.system.live) requireTables(read);
  const machine = probe && source.system.live ? await probeMachine(source.system, read, profiles) : read;
  const judgement = judgeMachine(machine, profiles);
  const contradictions = bindingContradictions(machine, judgement);
  let plan: Plan | undefined;
  return {
    machine,
    profiles,
    judgement,
    findings: [...findings, ...contradictions],
    // Most commands only look: a plan of a thousand maps is made when it is asked for.
    get plan() {
      plan ??= planJudged(machine, judgement);
      return plan;
    },
  };
}

/** Maps that sysfs names and of which device-mapper told nothing would look as if they had lost all paths. */
function requireTables({ liveMaps }: Machine): void {
  if (liveMaps.length === 0 || liveMaps.some(({ table }) => table !== undefined)) return;
  if (process.getuid?.() !== 0)
    fail("needsRoot", "needs-root", "host", "only root may ask device-mapper for tables");
  fail("unavailable", "no-device-mapper", "host", "dmsetup tells nothing of the maps that sysfs names");
}

/** LUN by LUN: an answer about target port groups counts for one array only. */
async function probeMachine(system: System, machine: Machine, profiles: CompiledProfiles): Promise<Machine> {
  const raws = new Map(machine.paths.map((raw) => [raw.dev, raw]));
  for (const { lun } of judgeMachine(machine, profiles).luns) {
    const own = lun.paths.flatMap(({ dev }) => raws.get(dev) ?? []);
    for (const raw of (await readTargetPortGroups(system, own)).paths) raws.set(raw.dev, raw);
  }
  return { ...machine, paths: [...raws.values()] };
}
