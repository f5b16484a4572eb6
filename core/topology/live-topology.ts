import type { LiveMap } from "./map.ts";
import type { AccessState, PathFacts } from "./path.ts";

/** One path of a live map with all that is known of it. */
export interface LivePath {
  /** Kernel name; absent when the device is gone. */
  readonly dev?: string;
  readonly devt: string;
  readonly hctl?: string;
  /** As the kernel's path state in the dm status. */
  readonly state: "active" | "failed" | "undef";
  /** State of the device in sysfs (running, offline …); absent when the device is gone. */
  readonly deviceState?: string;
  readonly access?: AccessState;
  readonly prio?: number;
}

export interface LiveGroup {
  readonly state: "active" | "enabled" | "disabled" | "undef";
  readonly prio: number;
  readonly selector: string;
  readonly paths: readonly LivePath[];
}

/** A live map joined with the facts of its paths: what `topology` shows. */
export interface LiveTopology {
  readonly map: LiveMap;
  readonly wwid: string;
  readonly sectors: number;
  readonly vendor: string;
  readonly product: string;
  readonly profile: string;
  readonly features: readonly string[];
  readonly hwhandler: readonly string[];
  readonly groups: readonly LiveGroup[];
}

export interface TopologyInput {
  readonly liveMaps: readonly LiveMap[];
  readonly paths: readonly PathFacts[];
  /** Profile of a map by its WWID and a path of it; `unknown` where none. */
  readonly profileOf: (wwid: string, path: PathFacts | undefined) => string;
  /** Priority of a path under the settings of its map. */
  readonly prioOf: (wwid: string, path: PathFacts) => number;
}

/** Joins live maps with their paths, in natural order of the maps' names. */
export declare function joinTopology(input: TopologyInput): readonly LiveTopology[];
