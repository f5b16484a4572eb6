import type { Identity } from "../../core/identify/identity.ts";
import { registryKeys } from "../../core/identify/registry-key.ts";
import { parseRegistryEntry, type RegistryEntry } from "../../core/registry/entry.ts";
import { renderRegistryEntry } from "../../core/render/registry.ts";
import { given } from "../../core/values/given.ts";
import { readClaimKey } from "../devices/disks.ts";
import { RUN } from "../run/run-directory.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";

/** The LUN registry: one small file per LUN and spelling of its id, read by udev's IMPORT{file}. */
export const REGISTRY = "/etc/pathplug/luns.d";

/** What /etc did not take because it was read-only: the rule looks here after the registry. */
export const RUN_REGISTRY = `${RUN}/luns.d`;

/** How long a disk may take to say that files have been written, milliseconds. */
const SYNC_TIMEOUT = 10_000;

/** An entry that only says that the LUN is ours: enough for the claim rule. */
export function newEntry(wwid: string): RegistryEntry {
  return { wwid, ids: [], unknown: {} };
}

/** A safe file name that stands for a LUN, the first of its registry keys. */
export function lunKey(identity: Identity): string | undefined {
  return registryKeys(identity)[0];
}

/**
 * All entries, by file name. Several names may hold the same LUN; of one name that in /run counts: it is there only while
 * /etc does not take it. With `only`, those under these names.
 */
export function readRegistry(system: System, only?: ReadonlySet<string>): ReadonlyMap<string, RegistryEntry> {
  const entries = new Map<string, RegistryEntry>();
  for (const directory of [RUN_REGISTRY, REGISTRY]) {
    for (const name of listFiles(system, directory)) {
      if (entries.has(name) || only?.has(name) === false) continue;
      const text = readText(system, `${directory}/${name}`);
      const entry = text === undefined ? undefined : parseRegistryEntry(text, name).entry;
      if (entry !== undefined) entries.set(name, entry);
    }
  }
  return entries;
}

/** What has come of writing entries. */
export interface RegistryWrite {
  /** Files of /etc that have changed. */
  readonly written: readonly string[];
  /** Of the first file that could not be written in /etc and is kept in /run; absent when there is none. */
  readonly errno?: string;
}

/**
 * Writes an entry under each of `keys`, where its text has changed. The keys are safe file names already. What /etc does
 * not take, because it is still read-only early in a boot, is kept in /run, where the rule finds it too, until
 * `repeatRegistryWrites`. A file that a later release wrote is left as it is.
 */
export function writeRegistryEntry(
  system: System,
  keys: readonly string[],
  entry: RegistryEntry,
): RegistryWrite {
  const text = renderRegistryEntry(entry);
  const written: string[] = [];
  let errno: string | undefined;
  for (const key of keys) {
    const done = writeFile(system, key, text);
    if (done === "written") written.push(`${REGISTRY}/${key}`);
    if (done === "written" || done === "unchanged" || readText(system, `${RUN_REGISTRY}/${key}`) === text)
      continue;
    errno ??= done.errno;
    if (!system.exists(RUN_REGISTRY)) system.makeDirectory(RUN_REGISTRY);
    system.write(`${RUN_REGISTRY}/${key}`, text, "replace");
  }
  return { written, ...given({ errno }) };
}

/** Writes the registry's files to /etc that it did not take before. `mapped`: WWIDs of their LUNs that have a map. */
export function repeatRegistryWrites(system: System): RegistryWrite & { readonly mapped: readonly string[] } {
  const written: string[] = [];
  const mapped: string[] = [];
  let errno: string | undefined;
  for (const key of listFiles(system, RUN_REGISTRY)) {
    const text = readText(system, `${RUN_REGISTRY}/${key}`) ?? "";
    const { entry } = parseRegistryEntry(text, key);
    const done = entry === undefined ? "unchanged" : writeFile(system, key, text);
    if (done === "written") written.push(`${REGISTRY}/${key}`);
    if (done === "unchanged") system.unlink(`${RUN_REGISTRY}/${key}`);
    if (done !== "written" && done !== "unchanged") errno ??= done.errno;
    if (entry?.table !== undefined) mapped.push(entry.wwid);
  }
  return { written, mapped, ...given({ errno }) };
}

/** Writes one file of /etc. What was kept of it in /run is older, and goes. */
function writeFile(
  system: System,
  key: string,
  text: string,
): "written" | "unchanged" | { readonly errno: string } {
  const [file, kept] = [`${REGISTRY}/${key}`, `${RUN_REGISTRY}/${key}`];
  const current = readText(system, file);
  const isOurs = current === undefined || parseRegistryEntry(current, key).entry?.laterFormat === undefined;
  if (current !== text && isOurs) {
    for (const directory of ["/etc/pathplug", REGISTRY]) {
      const made = system.exists(directory) ? undefined : system.makeDirectory(directory);
      if (made?.kind === "failed") return { errno: made.errno };
    }
    const result = system.write(file, text, "replace");
    if (result.kind === "failed") return { errno: result.errno };
  }
  if (system.exists(kept)) system.unlink(kept);
  return current === text || !isOurs ? "unchanged" : "written";
}

/**
 * Has files of the registry that were written survive a power failure: a file that was written and renamed may still be
 * empty afterwards, and an empty one claims nothing. One process for all of them; no engine that runs here can do it itself.
 */
export async function syncRegistry(system: System, files: Iterable<string>): Promise<void> {
  const argv = [...files, REGISTRY];
  if (argv.length > 1) await system.spawn(["sync", ...argv], { timeoutMs: SYNC_TIMEOUT });
}

/**
 * Takes away the files of a LUN that has left the host for good, unless somebody has given it a name, or a reservation key: the LUN
 * has that still, and its paths would come back without it. Returns whether nothing is left of it.
 */
export function forgetLun(system: System, wwid: string): boolean {
  const own = [...readRegistry(system)].filter(([, entry]) => entry.wwid === wwid);
  const gone = own.filter(([, { alias, reservationKey }]) => (alias ?? reservationKey) === undefined);
  for (const [name] of gone) {
    for (const directory of [REGISTRY, RUN_REGISTRY]) system.unlink(`${directory}/${name}`);
  }
  return gone.length === own.length;
}

/** Names of the files in a registry directory; what a write has begun is none of them. */
export function listFiles(system: System, directory: string): readonly string[] {
  return (system.list(directory) ?? []).filter((name) => !name.startsWith(".") && !name.endsWith(".new"));
}

/** Whether the registry knows a disk by the kernel's id for it; one look at two files, for deciding how soon to act. */
export function isRegisteredDisk(system: System, dev: string): boolean {
  const key = readClaimKey(system, dev);
  return (
    key !== undefined && [REGISTRY, RUN_REGISTRY].some((directory) => system.exists(`${directory}/${key}`))
  );
}

/** WWID of the LUN as which the registry knows a disk by the kernel's id for it. */
export function readRegisteredWwid(system: System, dev: string): string | undefined {
  const key = readClaimKey(system, dev);
  return key === undefined ? undefined : readRegistry(system, new Set([key])).get(key)?.wwid;
}
