import type { LiveTopology } from "./live-topology.ts";

/** The maps that a word means: a map's name, WWID, UUID or dm-N, with or without its /dev path, or one of its paths. */
export function selectMaps(maps: readonly LiveTopology[], what: string): readonly LiveTopology[] {
  const word = what.replace(/^\/dev\/(mapper\/|disk\/by-id\/(scsi-|dm-uuid-|dm-name-)?)?/, "");
  return maps.filter(
    ({ map, wwid, groups }) =>
      [map.name, map.uuid, map.dm, wwid].includes(word) ||
      groups.some(({ paths }) =>
        paths.some(({ dev, devt, hctl }) => dev === word || devt === word || hctl === word),
      ),
  );
}
