import type { RegistryEntry } from "./entry.ts";

/** The entries of a registry by every id they know, so that a host with a thousand LUNs is not searched a thousand times. */
export interface RegistryIndex {
  readonly entries: readonly RegistryEntry[];
  /** Place in `entries` of the first entry that has an id, as its WWID or as another spelling. */
  readonly places: ReadonlyMap<string, number>;
}

export function indexEntries(given: Iterable<RegistryEntry>): RegistryIndex {
  const entries = [...given];
  const places = new Map<string, number>();
  entries.forEach(({ wwid, ids }, place) => {
    for (const id of [wwid, ...ids]) if (!places.has(id)) places.set(id, place);
  });
  return { entries, places };
}

/** The first entry that has one of the ids. */
export function findEntry(
  { entries, places }: RegistryIndex,
  ids: Iterable<string>,
): RegistryEntry | undefined {
  let first = entries.length;
  for (const id of ids) first = Math.min(first, places.get(id) ?? first);
  return entries[first];
}
