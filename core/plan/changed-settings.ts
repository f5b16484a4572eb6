import { mapWwid } from "../topology/luns.ts";
import type { LiveMap } from "../topology/map.ts";
import { settingsDigest } from "./digest.ts";
import type { Judgement } from "./judge.ts";

/**
 * Names of the maps whose settings are others than those that they were assembled with, as the registry remembers them. Not
 * every setting is in the table: of no_path_retry only whether it queues.
 */
export function changedSettings({ luns }: Judgement, liveMaps: readonly LiveMap[]): readonly string[] {
  const names = new Map(liveMaps.map((map) => [mapWwid(map), map.name]));
  return luns.flatMap(({ lun, decision, entry }) => {
    const name = names.get(lun.wwid);
    if (name === undefined || decision === undefined || entry?.settings === undefined) return [];
    return settingsDigest(decision.settings) === entry.settings ? [] : [name];
  });
}
