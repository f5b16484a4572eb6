import { takeLateNotes } from "../../host/registry/late-notes.ts";
import { repeatRegistryWrites, syncRegistry } from "../../host/registry/registry.ts";
import { addToWwidsFile } from "../../host/registry/wwids-file.ts";
import type { System } from "../../host/system/system.ts";
import { startUnit } from "../../host/system/systemd.ts";
import { REMEMBER } from "../boot/wait.ts";
import type { Run } from "./run.ts";

/** At the start of a run: what /etc did not take before is written now, if it can be. */
export function repeatWrites({ system, registered, listed }: Run): void {
  const { written, mapped } = repeatRegistryWrites(system);
  for (const file of written) registered.add(file);
  for (const wwid of mapped) listed.add(wwid);
}

/**
 * At the end of a run, when the maps are made: what was written survives a power failure, and what was not is written as
 * soon as file systems are there.
 */
export async function secureWrites({ system, registered, listed, kept }: Run): Promise<void> {
  await syncRegistry(system, registered);
  await addToWwidsFile(system, listed);
  if (kept.size > 0) await startUnit(system, REMEMBER);
}

/**
 * Once file systems are there: writes what a read-only /etc did not take, and what the boot found out about known LUNs.
 * The caller holds the host's lock. Returns the exit status.
 */
export async function rememberAtBoot(system: System): Promise<number> {
  const { written, mapped } = repeatRegistryWrites(system);
  await syncRegistry(system, [...written, ...takeLateNotes(system).written]);
  await addToWwidsFile(system, new Set(mapped));
  return 0;
}
