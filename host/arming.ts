import { decodeText } from "../core/bytes/text.ts";
import { diagnose } from "../core/diagnostic/codes.ts";
import type { Diagnostic } from "../core/diagnostic/diagnostic.ts";
import { isForbiddenAtBoot, OWNER_FILE, readMultipathd, readOwnership } from "./ownership.ts";
import { isInstalled } from "./programs.ts";
import { readRivalRules } from "./rival-rules.ts";
import type { System } from "./system.ts";

/** How long `dmsetup targets` may take, milliseconds. */
const TIMEOUT = 10_000;

/**
 * Why this host must not be armed: every reason with its code and hint, none when nothing speaks against it. That the
 * worker and an engine are usable is shown by whoever asks: it runs on them.
 */
export async function readObjections(system: System): Promise<readonly Diagnostic[]> {
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
    ...((await hasMultipathTarget(system))
      ? []
      : [diagnose("module-missing", "dm_multipath", "the kernel has no device-mapper target of that name")]),
  ];
}

/** Whether device-mapper knows the target, as a module or built in. */
async function hasMultipathTarget(system: System): Promise<boolean> {
  if (system.exists("/sys/module/dm_multipath")) return true;
  const { stdout } = await system.spawn(["dmsetup", "targets"], { timeoutMs: TIMEOUT });
  return /^multipath\s/m.test(decodeText(stdout));
}
