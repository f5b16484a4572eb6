import type { LiveTopology } from "../topology/live-topology.ts";
import type { NvmeSubsystem } from "../topology/nvme-subsystem.ts";

/** What `pathplug topology --json` prints; docs/schemas/topology.schema.json describes it. */
export interface TopologyJson {
  readonly schema: "pathplug.topology/1";
  readonly maps: readonly MapJson[];
  /** NVMe subsystems that the kernel multipaths itself; absent where there is none. */
  readonly nvmeSubsystems?: readonly NvmeSubsystem[];
}

export interface MapJson {
  readonly name: string;
  readonly wwid: string;
  readonly uuid: string;
  /** `dm-N`. */
  readonly dm: string;
  /** 512-byte sectors. */
  readonly sectors: number;
  /** dm words without their count, joined by blanks; empty for none. */
  readonly features: string;
  readonly hwhandler: string;
  readonly profile: string;
  readonly pathGroups: readonly {
    readonly state: string;
    readonly prio: number;
    readonly selector: string;
    readonly paths: readonly PathJson[];
  }[];
}

export interface PathJson {
  /** Kernel name; null when the device is gone. */
  readonly dev: string | null;
  readonly devt: string;
  readonly hctl: string | null;
  /** `active`, `failed` or `undef`, as device-mapper has it. */
  readonly state: string;
  /** Asymmetric access state; null where it is not known. */
  readonly access: string | null;
  /** `marginal` or `suspect`; absent for a path that is trusted. */
  readonly distrust?: string;
}

export function topologyJson(
  maps: readonly LiveTopology[],
  nvmeSubsystems: readonly NvmeSubsystem[] = [],
): TopologyJson {
  return {
    schema: "pathplug.topology/1",
    maps: maps.map(mapJson),
    ...(nvmeSubsystems.length === 0 ? {} : { nvmeSubsystems }),
  };
}

function mapJson(topology: LiveTopology): MapJson {
  const { map, wwid, sectors, features, hwhandler, profile, groups } = topology;
  return {
    name: map.name,
    wwid,
    uuid: map.uuid,
    dm: map.dm,
    sectors,
    features: features.join(" "),
    hwhandler: hwhandler.join(" "),
    profile,
    pathGroups: groups.map(({ state, prio, selector, paths }) => ({
      state,
      prio,
      selector,
      paths: paths.map(({ dev, devt, hctl, state: pathState, access, distrust }) => ({
        dev: dev ?? null,
        devt,
        hctl: hctl ?? null,
        state: pathState,
        access: access ?? null,
        ...(distrust === undefined ? {} : { distrust }),
      })),
    })),
  };
}
