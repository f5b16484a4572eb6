import fc from "fast-check";
import type { AccessState } from "../../core/decode/rtpg.ts";
import type { GroupingPolicy, Settings } from "../../core/profile/settings.ts";
import type { LiveMap, MultipathTable } from "../../core/topology/map.ts";
import type { LunDecision } from "../../core/topology/map-spec.ts";
import type { PathFacts } from "../../core/topology/path.ts";
import type { Kernel } from "./plan/simulated-kernel.ts";
import { sampleIdentity, samplePath, sampleSettings, statusOf } from "./sample-path.ts";
import { printedBack } from "./topology/table-generators.ts";

/** A machine in any state that it can be met in, and what was decided about it. */
export interface AnyMachine {
  readonly kernel: Kernel;
  readonly decisions: readonly LunDecision[];
  readonly requireClaim: boolean;
  readonly selectors: readonly string[] | undefined;
}

const LUNS = 4;

function hexOf(lun: number): string {
  return `600a09800000000000000000000000${lun.toString().padStart(2, "0")}`;
}

const access: fc.Arbitrary<AccessState> = fc.constantFrom(
  "active/optimized",
  "active/optimized",
  "active/non-optimized",
  "standby",
  "unavailable",
  "transitioning",
);

/** One disk: mostly sound, sometimes contradicting its siblings. */
const disk = fc.record({
  lun: fc.nat(LUNS - 1),
  host: fc.integer({ min: 1, max: 9 }),
  sectors: fc.constantFrom(2048, 2048, 2048, 2048, 4096, 1024),
  block: fc.constantFrom(512, 512, 512, 512, 4096),
  serial: fc.constantFrom("S", "S", "S", "T", ""),
  strange: fc.constantFrom(false, false, false, false, true),
  unique: fc.constantFrom(true, true, true, true, false),
  state: fc.constantFrom("running", "running", "running", "offline", "transport-offline", "blocked"),
  access,
  handler: fc.constantFrom<(string | undefined)[]>("alua", "alua", undefined, "rdac"),
  tpg: fc.integer({ min: 1, max: 3 }),
  readOnly: fc.constantFrom(false, false, false, true),
  claimed: fc.constantFrom<(boolean | undefined)[]>(true, true, true, false, undefined),
});

function pathOf(facts: DiskFacts, index: number): PathFacts {
  const { access: _, handler: __, claimed: ___, serial: ____, ...base } = samplePath();
  const hex = hexOf(facts.lun);
  return {
    ...base,
    dev: `sd${String.fromCharCode(97 + index)}`,
    devt: `8:${index * 16}`,
    hctl: `${facts.host}:0:0:${facts.lun * 10 + index}`,
    identity: {
      ...sampleIdentity(hex, facts.strange ? [`6${hex.slice(1, 30)}ff`] : []),
      unique: facts.unique,
    },
    sectors: facts.sectors,
    logicalBlockSize: facts.block,
    readOnly: facts.readOnly,
    state: facts.state,
    tpg: facts.tpg,
    access: { state: facts.access, preferred: false, source: "rtpg" },
    ...(facts.handler === undefined ? {} : { handler: facts.handler }),
    ...(facts.claimed === undefined ? {} : { claimed: facts.claimed }),
    ...(facts.serial === "" ? {} : { serial: facts.serial }),
  };
}

interface DiskFacts {
  readonly lun: number;
  readonly host: number;
  readonly sectors: number;
  readonly block: number;
  readonly serial: string;
  readonly strange: boolean;
  readonly unique: boolean;
  readonly state: string;
  readonly access: AccessState;
  readonly handler: string | undefined;
  readonly tpg: number;
  readonly readOnly: boolean;
  readonly claimed: boolean | undefined;
}

const names = ["data", "logs", `3${hexOf(1)}`, "swap"];

/** A live map: any disks, its own or another LUN's, present or gone, in any groups. */
const map = fc.record({
  openCount: fc.nat(1),
  name: fc.option(fc.constantFrom(...names), { nil: undefined }),
  sectors: fc.constantFrom(2048, 2048, 4096),
  features: fc.constantFrom<readonly string[]>(
    [],
    ["queue_if_no_path"],
    ["queue_mode", "bio"],
    ["pg_init_retries", "50"],
  ),
  handler: fc.constantFrom<readonly string[]>([], ["alua"]),
  groups: fc.array(fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }), { maxLength: 3 }),
  hasTable: fc.constantFrom(true, true, true, true, false),
  readOnly: fc.constantFrom(false, false, false, true),
});

const settings: fc.Arbitrary<Settings> = fc
  .record({
    path_grouping_policy: fc.constantFrom<GroupingPolicy[]>(
      "failover",
      "multibus",
      "group_by_serial",
      "group_by_prio",
      "group_by_node_name",
      "group_by_tpg",
    ),
    path_selector: fc.constantFrom("service-time 0", "queue-length 0", "historical-service-time 0"),
    features: fc.constantFrom<readonly string[]>(
      [],
      ["pg_init_retries", "50"],
      ["queue_mode", "mq"],
      ["queue_mode", "bio"],
    ),
    hardware_handler: fc.constantFrom<readonly string[]>([], ["alua"], ["rdac"]),
    failback: fc.constantFrom<Settings["failback"][]>("immediate", "manual", 10),
    no_path_retry: fc.constantFrom<Settings["no_path_retry"][]>("queue", "fail", 12),
    flush_on_last_del: fc.constantFrom<Settings["flush_on_last_del"][]>("unused", "always", "never"),
  })
  .map((chosen) => ({ ...sampleSettings, ...chosen }));

const decision = fc.option(
  fc.record({ settings, alias: fc.option(fc.constantFrom(...names, "a/b"), { nil: undefined }) }),
  {
    nil: undefined,
    freq: 6,
  },
);

export const anyMachine: fc.Arbitrary<AnyMachine> = fc
  .record({
    version: fc.constantFrom(6.1, 6.12, 7.2),
    disks: fc.array(disk, { maxLength: 8 }),
    maps: fc.array(fc.option(map, { nil: undefined }), { minLength: LUNS, maxLength: LUNS }),
    decisions: fc.array(decision, { minLength: LUNS, maxLength: LUNS }),
    otherNames: fc.subarray([...names, "vg-root"]),
    requireClaim: fc.boolean(),
    selectors: fc.constantFrom<(string[] | undefined)[]>(
      undefined,
      ["service-time", "queue-length", "round-robin"],
      ["round-robin"],
    ),
  })
  .map(({ version, disks, maps, decisions, otherNames, requireClaim, selectors }) => {
    const paths = disks.map(pathOf);
    const taken = new Set(otherNames);
    const live = maps.flatMap((facts, lun) =>
      facts === undefined ? [] : [liveMap(facts, lun, version, taken)],
    );
    return {
      kernel: { version, maps: live, otherNames, disks: paths },
      decisions: decisions.flatMap((chosen, lun) => {
        if (chosen === undefined) return [];
        const { alias } = chosen;
        const wwid = `3${hexOf(lun)}`;
        return [{ wwid, settings: chosen.settings, profile: "p", ...(alias === undefined ? {} : { alias }) }];
      }),
      requireClaim,
      selectors,
    };
  });

interface MapFacts {
  readonly openCount: number;
  readonly name: string | undefined;
  readonly sectors: number;
  readonly features: readonly string[];
  readonly handler: readonly string[];
  readonly groups: readonly (readonly number[])[];
  readonly hasTable: boolean;
  readonly readOnly: boolean;
}

function liveMap(facts: MapFacts, lun: number, version: number, taken: Set<string>): LiveMap {
  const wwid = `3${hexOf(lun)}`;
  const wanted = facts.name ?? wwid;
  const name = taken.has(wanted) ? `live${lun}` : wanted;
  taken.add(name);
  const seen = new Set<number>();
  const groups = facts.groups
    .map((indexes) => indexes.filter((index) => !seen.has(index) && seen.add(index)))
    .filter((indexes) => indexes.length > 0)
    .map((indexes) => ({
      selector: "service-time 0",
      paths: indexes.map((index) => ({ devt: `8:${index * 16}`, args: ["1"] })),
    }));
  const asked: MultipathTable = {
    sectors: facts.sectors,
    features: facts.features,
    hwhandler: facts.handler,
    initialGroup: groups.length,
    groups,
  };
  const table = printedBack(asked, { kernel: version });
  return {
    name,
    uuid: `mpath-${wwid}`,
    dm: `dm-${lun}`,
    openCount: facts.openCount,
    readOnly: facts.readOnly,
    suspended: false,
    inactiveTable: false,
    ...(facts.hasTable ? { table, status: statusOf(table) } : {}),
  };
}
