import type { LiveMap } from "../topology/map.ts";
import { renderTable } from "../topology/table-line.ts";

/** Table line of each live map by its UUID, as we would write it. */
export function liveTables(maps: readonly LiveMap[]): ReadonlyMap<string, string> {
  return new Map(
    maps.flatMap(({ uuid, table }) => (table === undefined ? [] : [[uuid, renderTable(table)] as const])),
  );
}
