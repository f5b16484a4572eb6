import { diagnose } from "../../core/diagnostic/codes.ts";
import type { Diagnostic } from "../../core/diagnostic/diagnostic.ts";
import { readMultipathTarget } from "../device-mapper/capabilities.ts";
import { fail } from "../system/failure.ts";
import { isInstalled } from "../system/programs.ts";
import type { System } from "../system/system.ts";
import {
  isForbiddenAtBoot,
  OWNER_FILE,
  readMultipathd,
  readOwnership,
  requireNoMultipathd,
} from "./ownership.ts";
import { readRivalRules } from "./rival-rules.ts";

/**
 * Why this host must not be armed: every reason with its code and hint, none when nothing speaks against it. That the
 * worker and an engine are usable is shown by whoever asks: it runs on them.
 */
export function readObjections(system: System): readonly Diagnostic[] {
  const { owner } = readOwnership(system);
  const multipathd = readMultipathd(system);
  const missing = ["dmsetup", "flock"].filter((program) => !isInstalled(system, program));
  return [
    ...(owner === "pathplug" ? [] : [diagnose("not-owner", "host", `${OWNER_FILE} says ${owner}`)]),
    ...(isForbiddenAtBoot(system)
      ? [diagnose("boot-forbids", "host", "the kernel command line says nompath or multipath=off")]
      : []),
    ...(multipathd === undefined
      ? []
      : [diagnose("multipathd-active", "multipathd", `multipathd is ${multipathd}`)]),
    ...readRivalRules(system).map((path) =>
      diagnose(
        "rules-rival",
        path,
        "it has multipath-tools decide of disks and maps, beside pathplug's rules",
      ),
    ),
    ...missing.map((program) => diagnose("program-missing", program, `${program} is not installed`)),
    ...(readMultipathTarget(system) !== undefined
      ? []
      : [diagnose("module-missing", "dm_multipath", "the kernel has no device-mapper target of that name")]),
  ];
}

/** Ends a command that makes maps of what another one claims: where multipathd is enabled or runs, or rules of its act beside ours. */
export function requireNoRival(system: System): void {
  requireNoMultipathd(system);
  const [rule] = readRivalRules(system);
  if (rule !== undefined)
    fail("tryAgain", "rules-rival", rule, "multipath-tools decides of disks and maps by it");
}
