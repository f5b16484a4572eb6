import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Settings } from "../profile/settings.ts";
import type { PathFacts } from "./path.ts";

/** The paths of one LUN, with what was decided about each: what planning starts from. */
export interface Lun {
  readonly wwid: string;
  /** Which rule fixed the WWID, for `explain`. */
  readonly wwidReason: string;
  /** Paths that agree on size, block size, designators and serial. */
  readonly paths: readonly PathFacts[];
  /** Paths that are never added, each with its diagnostic; `subject` is the kernel name. */
  readonly refused: readonly Diagnostic[];
  /** The same paths. They stay in no map of another LUN. */
  readonly refusedPaths: readonly PathFacts[];
}

/** One path group as it should stand, best group first in a map. */
export interface GroupSpec {
  readonly prio: number;
  readonly paths: readonly PathFacts[];
}

/** A map as it should stand. */
export interface MapSpec {
  readonly wwid: string;
  /** Name of the dm device: the alias, or the WWID. */
  readonly name: string;
  /** `mpath-<WWID>`. */
  readonly uuid: string;
  readonly sectors: number;
  readonly readOnly: boolean;
  /** dm words without their count. */
  readonly features: readonly string[];
  readonly hwhandler: readonly string[];
  /** Selector with its arguments, `service-time 0`. */
  readonly selector: string;
  readonly groups: readonly GroupSpec[];
  readonly profile: string;
  readonly settings: Settings;
}

/** One path as a dm table or status names it. */
export interface TablePath {
  readonly devt: string;
  /** Selector arguments of this path (repeat_count first where the kernel prints it). */
  readonly args: readonly string[];
}

export interface TableGroup {
  readonly selector: string;
  readonly paths: readonly TablePath[];
}

/** A multipath table, parsed. */
export interface MultipathTable {
  readonly sectors: number;
  readonly features: readonly string[];
  readonly hwhandler: readonly string[];
  /** 1-based; 0 when there is no group. */
  readonly initialGroup: number;
  readonly groups: readonly TableGroup[];
}

export interface StatusPath {
  readonly devt: string;
  readonly state: "active" | "failed";
  readonly failCount: number;
}

export interface StatusGroup {
  /** `A` active, `E` enabled, `D` disabled. */
  readonly state: "active" | "enabled" | "disabled";
  readonly paths: readonly StatusPath[];
}

/** A multipath status line, parsed. */
export interface MultipathStatus {
  readonly queueing: boolean;
  readonly queuedIo: number;
  readonly groups: readonly StatusGroup[];
}

/** A multipath map as the kernel has it now. */
export interface LiveMap {
  readonly name: string;
  readonly uuid: string;
  /** `dm-N`. */
  readonly dm: string;
  /** How often it is open; partitions of it that nobody has open do not count. */
  readonly openCount: number;
  readonly readOnly: boolean;
  readonly suspended: boolean;
  /** Whether an inactive table waits: what a killed run left. */
  readonly inactiveTable: boolean;
  /** Whether the kernel removes the map when it is closed; asked of maps without paths alone. */
  readonly deferredRemove?: true;
  /** Absent for a map without a live table. */
  readonly table?: MultipathTable;
  readonly status?: MultipathStatus;
}
