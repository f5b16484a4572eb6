import type { Designator } from "../../core/decode/designator.ts";
import type { Identity } from "../../core/identify/identity.ts";
import { builtInSettings } from "../../core/profile/defaults.ts";
import type { Settings } from "../../core/profile/settings.ts";
import type { LiveMap, MultipathTable } from "../../core/topology/map.ts";
import type { LunDecision } from "../../core/topology/map-spec.ts";
import type { PathFacts } from "../../core/topology/path.ts";

function designator(hex: string): Designator {
  const pairs = hex.match(/../g) ?? [];
  return {
    offset: 4,
    association: "logical-unit",
    codeSet: "binary",
    type: 3,
    kind: "naa",
    naa: 6,
    hex,
    bytes: Uint8Array.from(pairs.map((pair) => Number.parseInt(pair, 16))),
  };
}

/** Identity of a LUN of an array with one NAA 6 designator; `more` adds others. */
export function sampleIdentity(hex: string, more: readonly string[] = []): Identity {
  const wwid = `3${hex}`;
  return {
    wwid,
    kernelId: `naa.${hex}`,
    scsiId: wwid,
    sg3Id: wwid,
    candidates: [wwid],
    designators: [hex, ...more].map(designator),
    unique: true,
    findings: [],
  };
}

export const lunHex = "600a098000000000000000000000000a";

/** A healthy optimized path of a LUN of 1 GiB; sda, 8:0, 1:0:0:0. */
export function samplePath(change: Partial<PathFacts> = {}): PathFacts {
  return {
    dev: "sda",
    devt: "8:0",
    hctl: "1:0:0:0",
    identity: sampleIdentity(lunHex),
    vendor: "NETAPP",
    product: "LUN C-Mode",
    revision: "9000",
    serial: "S1",
    sectors: 2_097_152,
    logicalBlockSize: 512,
    readOnly: false,
    tpgs: "implicit",
    tpg: 1,
    access: { state: "active/optimized", preferred: false, source: "rtpg" },
    handler: "alua",
    state: "running",
    transport: "fc",
    claimed: true,
    holders: [],
    ...change,
  };
}

/** Paths of one LUN over `count` initiator ports: sda, sdb … with 8:0, 8:16 … */
export function samplePaths(
  count: number,
  change: (index: number) => Partial<PathFacts> = () => ({}),
): readonly PathFacts[] {
  return Array.from({ length: count }, (_, index) =>
    samplePath({
      dev: `sd${String.fromCharCode(97 + index)}`,
      devt: `8:${index * 16}`,
      hctl: `${index + 1}:0:0:0`,
      ...change(index),
    }),
  );
}

export const sampleSettings: Settings = {
  ...builtInSettings,
  path_grouping_policy: "group_by_prio",
  prio: "alua",
  failback: "immediate",
  no_path_retry: "queue",
  features: ["pg_init_retries", "50"],
  hardware_handler: ["alua"],
};

export function sampleDecision(change: Partial<LunDecision> = {}): LunDecision {
  return { wwid: `3${lunHex}`, settings: sampleSettings, profile: "netapp/ontap", ...change };
}

/** A live map as the kernel has it, of one group with `devts`. */
export function sampleMap(devts: readonly string[], change: Partial<LiveMap> = {}): LiveMap {
  const table: MultipathTable = {
    sectors: 2_097_152,
    features: ["queue_if_no_path", "pg_init_retries", "50", "retain_attached_hw_handler"],
    hwhandler: ["alua"],
    initialGroup: devts.length > 0 ? 1 : 0,
    groups:
      devts.length === 0
        ? []
        : [{ selector: "service-time 0", paths: devts.map((devt) => ({ devt, args: ["1", "1"] })) }],
  };
  return {
    name: `3${lunHex}`,
    uuid: `mpath-3${lunHex}`,
    dm: "dm-0",
    openCount: 0,
    readOnly: false,
    suspended: false,
    inactiveTable: false,
    table,
    status: statusOf(table),
    ...change,
  };
}

/** Status of a table whose paths are all active. */
export function statusOf(table: MultipathTable): NonNullable<LiveMap["status"]> {
  return {
    queueing: false,
    queuedIo: 0,
    groups: table.groups.map(({ paths }, index) => ({
      state: index + 1 === table.initialGroup ? "active" : "enabled",
      paths: paths.map(({ devt }) => ({ devt, state: "active", failCount: 0 })),
    })),
  };
}
