import { COMPILED_PROFILES } from "../profiles/compiled-profiles.ts";
import type { SpawnResult, System } from "../system/system.ts";

/** How long one run of the worker may take, milliseconds: the lock's patience, then a storm's worth of work. */
const RUN_TIMEOUT = 420_000;

/** Where the worker's launcher lies, installed beside the command line's library or in a checkout. */
export function launcherOf(base: System, library: string): readonly [string, ...string[]] {
  const installed = `${library}/worker`;
  if (base.exists(installed)) return [installed];
  const profiles = base.exists(COMPILED_PROFILES[0]) ? [] : [`PATHPLUG_PROFILES=${library}/profiles.json`];
  return [
    "env",
    `PATHPLUG_LIBEXEC=${library}`,
    ...profiles,
    "/bin/sh",
    `${library}/../worker/scripts/launcher.sh`,
  ];
}

/** Runs one entry point of the worker under the host's lock, as the units do. */
export async function runWorker(
  base: System,
  library: string,
  argv: readonly string[],
): Promise<SpawnResult> {
  const [program, ...rest] = launcherOf(base, library);
  return await base.spawn([program, ...rest, ...argv], { timeoutMs: RUN_TIMEOUT });
}
