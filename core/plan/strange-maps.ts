import type { RegistryEntry } from "../registry/entry.ts";
import { mapWwid } from "../topology/luns.ts";
import type { LiveMap, Lun } from "../topology/map.ts";
import { devtsOf } from "./eligible-paths.ts";

/** An id as page 83 gives it. Paths that have others are another LUN's. */
const PROPER = /^(3([0-9a-f]{16}|[0-9a-f]{32})|2([0-9a-f]{16}|[0-9a-f]{24}|[0-9a-f]{32}))$/;

/**
 * Maps in use whose id nobody here knows: none of a LUN's, never in the registry, and nothing that page 83 could say.
 * Another program has named them by something else, a serial number or a property of its own. What their paths say of
 * themselves is no reason to take these away from under whoever uses the map.
 */
export function strangeMaps(
  liveMaps: readonly LiveMap[],
  luns: readonly Lun[],
  registry: Iterable<RegistryEntry>,
): readonly LiveMap[] {
  const known = new Set([...luns, ...registry].map(({ wwid }) => wwid));
  return liveMaps.filter((map) => {
    const wwid = mapWwid(map);
    return map.openCount > 0 && !known.has(wwid) && !PROPER.test(wwid);
  });
}

/** Which of them uses a LUN, as a sentence. */
export function strangeUse({ paths }: Lun, strange: readonly LiveMap[]): string | undefined {
  for (const map of strange) {
    const held = devtsOf(map);
    const path = paths.find(({ devt }) => held.has(devt));
    if (path !== undefined) return `${path.dev} is in map ${map.name}, which is open and has another id`;
  }
  return undefined;
}
