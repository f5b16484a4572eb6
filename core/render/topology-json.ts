import type { LiveTopology } from "../topology/live-topology.ts";

export interface TopologyJson {
  readonly schema: "pathplug.topology/1";
  readonly maps: readonly {
    readonly name: string;
    readonly wwid: string;
    readonly uuid: string;
    readonly dm: string;
    readonly sectors: number;
    /** dm words without their count, joined by blanks; empty for none. */
    readonly features: string;
    readonly hwhandler: string;
    readonly profile: string | null;
    readonly pathGroups: readonly {
      readonly state: string;
      readonly prio: number;
      readonly selector: string;
      readonly paths: readonly {
        readonly dev: string | null;
        readonly devt: string;
        readonly hctl: string | null;
        readonly state: string;
        readonly access: string | null;
      }[];
    }[];
  }[];
}

export declare function topologyJson(maps: readonly LiveTopology[]): TopologyJson;
