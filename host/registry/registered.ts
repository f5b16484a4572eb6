import type { RegistryEntry } from "../../core/registry/entry.ts";
import type { System } from "../system/system.ts";
import { readRegistry } from "./registry.ts";

/** What the registry has of one LUN, all its files together. */
export interface Registered {
  /** Where its files disagree, one that knows its no_path_retry: a file that a killed run left may be old. */
  readonly entry: RegistryEntry;
  /** Names of its files, each a spelling of its id. */
  readonly keys: ReadonlySet<string>;
}

/** What the registry has of one LUN now; its files are read alone where their names are known and still there. */
export function readRegisteredLun(
  system: System,
  wwid: string,
  keys: ReadonlySet<string>,
): Registered | undefined {
  return readRegistered(system, keys).get(wwid) ?? readRegistered(system).get(wwid);
}

/** The registry by WWID; with `only`, as far as the files of these names go. */
export function readRegistered(system: System, only?: ReadonlySet<string>): ReadonlyMap<string, Registered> {
  const registered = new Map<string, Registered>();
  for (const [key, entry] of readRegistry(system, only)) {
    const before = registered.get(entry.wwid);
    const keys = new Set([...(before?.keys ?? []), key]);
    const isKept = before?.entry.noPathRetry !== undefined;
    registered.set(entry.wwid, { entry: isKept ? before.entry : entry, keys });
  }
  return registered;
}
