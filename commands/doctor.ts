import type { Check } from "../core/diagnostic/check.ts";
import { bindingContradictions } from "../core/plan/binding-contradictions.ts";
import { judgeMachine } from "../core/plan/judge.ts";
import { type Left, leftLuns } from "../core/plan/left-luns.ts";
import type { Machine } from "../core/plan/machine.ts";
import type { CompiledProfiles } from "../core/profile/compiled.ts";
import { renderChecks } from "../core/render/checks-text.ts";
import {
  checkBindings,
  checkKernel,
  checkPrograms,
  checkRegistry,
  checkSiteFiles,
} from "../host/doctor/checks.ts";
import { checkOwner } from "../host/doctor/owner.ts";
import { checkLeft } from "../host/doctor/situation.ts";
import { checkHwdb, checkRules } from "../host/doctor/udev.ts";
import { readMachine } from "../host/machine.ts";
import { readSiteSources } from "../host/profiles/installed-profiles.ts";
import { readProfileSources } from "../host/profiles/profile-files.ts";
import { PathplugCommand } from "./base.ts";
import { changedAtOf } from "./changed-at.ts";
import { checkSituation } from "./situation.ts";
import type { Source } from "./source.ts";
import { loadValidators, readProfiles } from "./view.ts";

export class Doctor extends PathplugCommand<typeof Doctor> {
  static override summary = "Check what pathplug needs on this machine. Exits 1 when something is bad.";
  static override examples = ["<%= config.bin %> doctor", "<%= config.bin %> doctor --json"];

  override async run(): Promise<void> {
    const checks = await runChecks(this.source);
    if (this.flags.json) this.printJson({ schema: "pathplug.doctor/1", checks });
    else this.print(renderChecks(checks, this.style, !this.flags.quiet, this.width));
    if (checks.some(({ verdict }) => verdict === "bad")) this.endWith("failed");
  }
}

/** Every check, in the order in which things are needed. */
export async function runChecks(source: Source): Promise<readonly Check[]> {
  const { system } = source;
  const { compiled } = await readProfiles(source);
  const { texts, settings } = readSiteSources(system);
  const own = readProfileSources(texts, settings, await loadValidators());
  const machine = await readMachine(system);
  return distinct([
    ...checkKernel(system),
    ...checkPrograms(system),
    ...checkRules(system),
    checkHwdb(system, compiled, changedAtOf(source)),
    ...checkOwner(system),
    ...checkRegistry(system),
    ...(await checkSituation(source, machine.liveMaps)),
    ...checkLeft(left(machine, compiled)),
    ...checkSiteFiles(own.findings),
    ...checkBindings(bindingContradictions(machine, judgeMachine(machine, compiled))),
  ]);
}

/** What is missing speaks against arming too: it is told once. */
function distinct(checks: readonly Check[]): readonly Check[] {
  const told = new Set<string>();
  return checks.filter(({ code, subject }) => {
    const isNew = !told.has(`${code} ${subject}`);
    told.add(`${code} ${subject}`);
    return isNew;
  });
}

/** On a host that pathplug does not own nothing is left: everything is the system's. */
function left(machine: Machine, profiles: CompiledProfiles): readonly Left[] {
  return machine.owner === "pathplug" ? leftLuns(machine, judgeMachine(machine, profiles)) : [];
}
