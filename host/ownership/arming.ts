import { diagnose } from "../../core/diagnostic/codes.ts";
import type { Diagnostic } from "../../core/diagnostic/diagnostic.ts";
import { readMultipathTarget } from "../device-mapper/capabilities.ts";
import { isInstalled } from "../system/programs.ts";
import type { System } from "../system/system.ts";
import { isForbiddenAtBoot, OWNER_FILE, readMultipathd, readOwnership } from "./ownership.ts";
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
