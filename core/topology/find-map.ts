import { unmangleDmName } from "./dm-name.ts";
import { mapWwid } from "./luns.ts";
import type { LiveMap } from "./map.ts";

/**
 * The map that a person names by its name, by its node below /dev/mapper, or by its WWID; absent where there is none. A name
 * comes first: it is what the node leads to.
 */
export function findMap<Map extends Pick<LiveMap, "name" | "uuid">>(
  maps: readonly Map[],
  what: string,
): Map | undefined {
  const word = what.replace(/^\/dev\/mapper\//, "");
  return (
    maps.find(({ name }) => name === word || unmangleDmName(name) === word) ??
    maps.find((map) => mapWwid(map) === word)
  );
}
