import { takeLateNotes } from "../../host/registry/late-notes.ts";
import { repeatRegistryWrites, syncRegistry } from "../../host/registry/registry.ts";
import type { System } from "../../host/system/system.ts";
import { startUnit } from "../../host/system/systemd.ts";
import { REMEMBER } from "../boot/wait.ts";
import type { Run } from "./run.ts";

/** At the start of a run: what /etc did not take before is written now, if it can be. */
export function repeatWrites({ system, registered }: Run): void {
  for (const file of repeatRegistryWrites(system).written) registered.add(file);
}

/**
 * At the end of a run, when the maps are made: what was written survives a power failure, and what was not is written as
 * soon as file systems are there.
 */
export async function secureWrites({ system, registered, kept }: Run): Promise<void> {
  await syncRegistry(system, registered);
  if (kept.size > 0) await startUnit(system, REMEMBER);
}

/**
 * Once file systems are there: writes what a read-only /etc did not take, and what the boot found out about known LUNs.
 * The caller holds the host's lock. Returns the exit status.
 */
export async function rememberAtBoot(system: System): Promise<number> {
  const writes = [repeatRegistryWrites(system), takeLateNotes(system)];
  await syncRegistry(
    system,
    writes.flatMap(({ written }) => written),
  );
  return 0;
}
