import { udevReplace } from "../core/bytes/untrusted.ts";
import type { Identity } from "../core/identify/identity.ts";
import { isSafeName, registryKeys } from "../core/identify/registry-key.ts";
import { parseRegistryEntry, type RegistryEntry } from "../core/registry/entry.ts";
import { renderRegistryEntry } from "../core/render/registry.ts";
import { RUN } from "./run-directory.ts";
import { readKernelId } from "./scsi-disk.ts";
import type { System } from "./system.ts";
import { readText } from "./text.ts";

/** The LUN registry: one small file per LUN and spelling of its id, read by udev's IMPORT{file}. */
export const REGISTRY = "/etc/pathplug/luns.d";

/** What was registered while /etc was read-only: the rule looks here after the registry. */
const RUN_REGISTRY = `${RUN}/luns.d`;

/** An entry that only says that the LUN is ours: enough for the claim rule. */
export function newEntry(wwid: string): RegistryEntry {
  return { wwid, ids: [], unknown: {} };
}

/** A safe file name that stands for a LUN, the first of its registry keys. */
export function lunKey(identity: Identity): string | undefined {
  return registryKeys(identity)[0];
}

/** All entries, by file name. Several names may hold the same LUN; of one name that in /etc counts. */
export function readRegistry(system: System): ReadonlyMap<string, RegistryEntry> {
  const entries = new Map<string, RegistryEntry>();
  for (const directory of [REGISTRY, RUN_REGISTRY]) {
    for (const name of system.list(directory) ?? []) {
      if (name.startsWith(".") || name.endsWith(".new") || entries.has(name)) continue;
      const text = readText(system, `${directory}/${name}`);
      const entry = text === undefined ? undefined : parseRegistryEntry(text, name).entry;
      if (entry !== undefined) entries.set(name, entry);
    }
  }
  return entries;
}

/**
 * Writes an entry under each of `keys`, where its text has changed. The keys are safe file names already. What cannot be
 * written in /etc is written in /run, so that the rule finds it until the next boot. Returns the errno of the first write
 * that failed (a read-only /etc early in a boot), absent when all is written.
 */
export function writeRegistryEntry(
  system: System,
  keys: readonly string[],
  entry: RegistryEntry,
): string | undefined {
  const text = renderRegistryEntry(entry);
  for (const directory of ["/etc/pathplug", REGISTRY]) {
    if (!system.exists(directory)) system.makeDirectory(directory);
  }
  let failed: string | undefined;
  for (const key of keys) {
    const file = `${REGISTRY}/${key}`;
    if (readText(system, file) === text) continue;
    const written = system.write(file, text, "replace");
    if (written.kind === "written") continue;
    failed ??= written.errno;
    if (!system.exists(RUN_REGISTRY)) system.makeDirectory(RUN_REGISTRY);
    system.write(`${RUN_REGISTRY}/${key}`, text, "replace");
  }
  return failed;
}

/** Whether the registry knows a disk by the kernel's id for it; one look at two files, for deciding how soon to act. */
export function isRegisteredDisk(system: System, dev: string): boolean {
  const id = readKernelId(system, dev);
  const key = id === undefined ? "" : udevReplace(id);
  return (
    isSafeName(key) && [REGISTRY, RUN_REGISTRY].some((directory) => system.exists(`${directory}/${key}`))
  );
}
