import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { RegistryEntry } from "../registry/entry.ts";
import type { LiveMap, Lun } from "./map.ts";
import type { PathFacts } from "./path.ts";

/** What this host already knows of its LUNs. */
export interface KnownLuns {
  readonly liveMaps: readonly LiveMap[];
  /** WWIDs of /etc/multipath/wwids, without their slashes. */
  readonly wwidsFile: readonly string[];
  readonly registry: readonly RegistryEntry[];
  /** Whether a profile vouches for ids of this path's product that are not unique by their kind. */
  readonly allowsLocalId: (path: PathFacts) => boolean;
}

export interface LunGrouping {
  /** In natural order of their WWIDs. */
  readonly luns: readonly Lun[];
  /** Paths without any identity: no LUN can be named for them. They are left alone. */
  readonly unidentified: readonly PathFacts[];
  readonly findings: readonly Diagnostic[];
}

/**
 * Puts the paths of each LUN together, fixes its WWID and refuses what does not belong.
 * The WWID is that of an existing map, else of the registry, else of /etc/multipath/wwids, else the ID_SERIAL that
 * all its paths have, if it is one of its ids, else our own ranking's.
 */
export declare function groupLuns(paths: readonly PathFacts[], known: KnownLuns): LunGrouping;
