import type { LastPathSettings } from "../registry/last-path.ts";
import type { LiveMap, Lun } from "../topology/map.ts";
import type { Capabilities, LunDecision } from "../topology/map-spec.ts";
import type { SizeWish } from "./machine.ts";

/** Everything a plan is made from. */
export interface PlanInput {
  /** Every LUN of the machine, also those that get no map: a path must never stay in the map of another LUN. */
  readonly luns: readonly Lun[];
  /**
   * Which LUNs are to be multipathed, and how. A LUN without a decision gets no map; its live map is left as it is,
   * but for paths that are gone or another LUN's.
   */
  readonly decisions: readonly LunDecision[];
  /** Multipath maps with a UUID `mpath-…`. */
  readonly liveMaps: readonly LiveMap[];
  /** Names of all other dm devices. */
  readonly otherNames: readonly string[];
  /** WWIDs that would have a decision but are not to be planned yet: they are looked at again soon. */
  readonly unready?: ReadonlySet<string>;
  /** `major:minor` of every block device there is: a path of a table that is not among them is gone. */
  readonly presentDevts: readonly string[];
  readonly capabilities: Capabilities;
  /** Whether paths must have been claimed by udev's rules: then unprocessed ones are waited for, unclaimed ones left out. */
  readonly requireClaim: boolean;
  /** WWIDs whose map may be made although all its paths are passive: their wait is over. */
  readonly exposePassive: readonly string[];
  /** WWIDs that are no longer waited for although paths are pending. */
  readonly patienceOver: readonly string[];
  /** What is remembered of LUNs for the time when their last path has gone, by WWID; see `lastPathSettings`. */
  readonly remembered?: ReadonlyMap<string, LastPathSettings>;
  /** Kernel names of paths that may not enter a map yet: they are not registered with the key of their LUN. */
  readonly barred?: ReadonlySet<string>;
  /** Sizes that somebody has asked for, by WWID. */
  readonly resizeWishes?: ReadonlyMap<string, SizeWish>;
  /** WWIDs of maps that keep their paths whatever these say of themselves: see `strangeMaps`. */
  readonly strange?: readonly string[];
}
