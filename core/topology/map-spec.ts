import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Settings } from "../profile/settings.ts";
import type { Lun, MapSpec, MultipathTable } from "./map.ts";

/** What was decided for one LUN before its paths are grouped. */
export interface LunDecision {
  readonly wwid: string;
  readonly settings: Settings;
  /** Name of the profile that decided. */
  readonly profile: string;
  /** Name of the dm device; absent: the WWID. */
  readonly alias?: string;
}

export interface SpecifiedMap {
  readonly spec: MapSpec;
  readonly findings: readonly Diagnostic[];
}

/** What the kernel can do, as far as it was asked. */
export interface Capabilities {
  /** Path selectors that are loaded or loadable; absent when it could not be found out. */
  readonly selectors?: readonly string[];
}

/** The map that the paths of a LUN should have: priorities, groups (best first), features, handler, selector. */
export declare function specifyMap(lun: Lun, decision: LunDecision, capabilities: Capabilities): SpecifiedMap;

/** The table that a map should have. */
export declare function tableOf(spec: MapSpec): MultipathTable;
