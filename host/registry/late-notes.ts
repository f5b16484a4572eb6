import { noteLate } from "../../core/registry/expected-paths.ts";
import { given } from "../../core/values/given.ts";
import { RUN } from "../run/run-directory.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";
import { type RegistryWrite, readRegistry, writeRegistryEntry } from "./registry.ts";

/**
 * What a boot found when it waited for known LUNs, to be written into the registry: the wait itself must not do it, for it
 * holds no lock, and /etc may be read-only then. One file per LUN, by a name of its registry file.
 */
const LATE = `${RUN}/late`;

const LATE_TEXT = "late\n";

export function leaveLateNote(system: System, key: string, isLate: boolean): void {
  if (!system.exists(LATE)) system.makeDirectory(LATE);
  system.write(`${LATE}/${key}`, isLate ? LATE_TEXT : "in time\n", "replace");
}

/** Takes these notes over into the registry. The caller holds the host's lock. */
export function takeLateNotes(system: System): RegistryWrite {
  const notes = system.list(LATE) ?? [];
  const registry = notes.length === 0 ? new Map() : readRegistry(system);
  const writes = notes.flatMap((key) => {
    const isLate = readText(system, `${LATE}/${key}`) === LATE_TEXT;
    system.unlink(`${LATE}/${key}`);
    const entry = registry.get(key);
    if (entry === undefined) return [];
    const keys = [...registry].flatMap(([name, { wwid }]) => (wwid === entry.wwid ? [name] : []));
    return [writeRegistryEntry(system, keys, noteLate(entry, isLate))];
  });
  const errno = writes.find((write) => write.errno !== undefined)?.errno;
  return { written: writes.flatMap(({ written }) => written), ...given({ errno }) };
}
