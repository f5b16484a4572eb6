import type { Exclusion } from "../claim/exclusion.ts";
import { leftTexts } from "../claim/left-mark.ts";
import { isTakenOnSight } from "../claim/mode.ts";
import type { ClaimReason } from "../claim/reason.ts";
import type { Tpgs } from "../decode/standard-inquiry.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { CompiledProfiles } from "../profile/compiled.ts";
import { type EffectiveSettings, effectiveSettings, lunSettings } from "../profile/effective.ts";
import { type Match, matchProfile } from "../profile/match.ts";
import type { RegistryEntry } from "../registry/entry.ts";
import { findEntry, indexEntries, type RegistryIndex } from "../registry/index-entries.ts";
import { allPaths, groupLuns, mapWwid } from "../topology/luns.ts";
import type { LiveMap, Lun } from "../topology/map.ts";
import type { LunDecision } from "../topology/map-spec.ts";
import type { PathFacts } from "../topology/path.ts";
import { decodePath } from "../topology/path-facts.ts";
import { given } from "../values/given.ts";
import { exclusionOf } from "./left-lun.ts";
import { lostNames, tellLostNames, withoutLostNames } from "./lost-names.ts";
import { DECIDED, reasonFor } from "./lun-reason.ts";
import type { Machine } from "./machine.ts";
import { nameLuns } from "./name-luns.ts";
import { strangeMaps, strangeUse } from "./strange-maps.ts";
import { unnamedPaths } from "./unnamed-paths.ts";

/** What was decided about one LUN, with everything that it was decided from. */
export interface LunJudgement {
  readonly lun: Lun;
  readonly match: Match;
  readonly effective: EffectiveSettings;
  readonly entry?: RegistryEntry;
  /** Who uses one of its paths outside its map. */
  readonly use?: string;
  /** What excludes it; only with reason `excluded`. */
  readonly exclusion?: Exclusion;
  /** Whether its map stands. */
  readonly isMapped: boolean;
  /** Why it gets a map, or none. */
  readonly reason: ClaimReason;
  /** Absent where it gets no map. */
  readonly decision?: LunDecision;
  /** Alias that /etc/multipath/bindings does not have yet and has to have before a map gets it. */
  readonly newBinding?: string;
}

export interface Judgement {
  readonly luns: readonly LunJudgement[];
  readonly unidentified: readonly PathFacts[];
  /** Those of them that are left although their profile has them claimed, see `unnamedPaths`. */
  readonly unnamed: readonly PathFacts[];
  /** Maps that keep their paths, see `strangeMaps`. */
  readonly strange: readonly LiveMap[];
  readonly refused: readonly Diagnostic[];
  readonly findings: readonly Diagnostic[];
}

/** Judges every LUN of a machine: which it is, which profile knows it, whether it is to be multipathed. */
export function judgeMachine(machine: Machine, profiles: CompiledProfiles): Judgement {
  const decoded = machine.paths.map((raw) => decodePath(raw));
  const grouping = groupLuns(
    decoded.map(({ path }) => path),
    {
      liveMaps: machine.liveMaps,
      wwidsFile: machine.wwidsFile,
      registry: [...machine.registry.values()],
      allowsLocalId: (path) => matchPath(profiles, path).profile !== undefined,
      serialPerPort: (path) => isGroupedBySerial(profiles, path),
    },
  );
  const strange = strangeMaps(machine.liveMaps, grouping.luns, machine.registry.values());
  const entries = [...machine.registry.values()];
  const lost = lostNames(entries, profiles);
  const known = {
    registry: indexEntries(withoutLostNames(entries, lost)),
    mapped: new Set(machine.liveMaps.map(mapWwid)),
    strange,
  };
  const { luns, findings } = nameLuns(
    machine,
    profiles,
    grouping.luns.map((lun) => judgeLun(machine, profiles, lun, known)),
  );
  return {
    luns,
    unidentified: grouping.unidentified,
    strange,
    unnamed: unnamedPaths(machine, grouping.unidentified, (path) =>
      isTakenOnSight(machine.mode, matchPath(profiles, path)),
    ),
    refused: [
      ...luns.flatMap((judged) => [...judged.lun.refused, ...refuseUsed(judged)]),
      ...grouping.unidentified.flatMap((path) => refuseUnidentified(profiles, path)),
    ],
    findings: [
      ...decoded.flatMap((path) => path.findings),
      ...grouping.findings,
      ...findings,
      ...tellLostNames(lost, luns),
    ],
  };
}

/** A disk of a product that is to be multipathed, but whose LUN nobody can name; any other is left alone. */
function refuseUnidentified(profiles: CompiledProfiles, path: PathFacts): readonly Diagnostic[] {
  if (matchPath(profiles, path).claim === "never") return [];
  const { kernelId } = path.identity;
  const kernels = kernelId === undefined ? "and the kernel gives no id" : `though the kernel has ${kernelId}`;
  return [diagnose("path-no-id", path.dev, `page 83 names no LUN, ${kernels}`)];
}

/** The profile of a path, by the strings that udev's rule sees. */
export function matchPath(profiles: CompiledProfiles, path: PathFacts): Match {
  const { vendor, product, revision } = path;
  const bus = path.transport === "nvme" ? "nvme" : "scsi";
  return matchProfile(profiles, { bus, vendor, product, revision });
}

/** Arrays that are grouped by serial number give one number per controller; there it cannot tell LUNs apart. */
function isGroupedBySerial(profiles: CompiledProfiles, path: PathFacts): boolean {
  const ofLun = lunSettings(profiles, path.identity.wwid ?? "")?.settings?.path_grouping_policy;
  return (ofLun ?? matchPath(profiles, path).settings.path_grouping_policy) === "group_by_serial";
}

/** What is looked up for each LUN. */
interface Lookup {
  readonly registry: RegistryIndex;
  /** WWIDs of the live maps. */
  readonly mapped: ReadonlySet<string>;
  readonly strange: readonly LiveMap[];
}

function judgeLun(
  machine: Machine,
  profiles: CompiledProfiles,
  lun: Lun,
  { registry, mapped, strange }: Lookup,
): LunJudgement {
  const all = allPaths(lun);
  const [first] = all;
  const match =
    first === undefined
      ? matchProfile(profiles, { vendor: "", product: "", revision: "" })
      : matchPath(profiles, first);
  const handler = lun.paths.find((path) => path.handler !== undefined)?.handler;
  const effective = effectiveSettings(
    match,
    {
      tpgs: commonTpgs(lun.paths),
      ...given({ handler, transport: first?.transport }),
      isTcp: isTcp(all),
    },
    lunSettings(profiles, lun.wwid),
  );
  const entry = entryOf(registry, lun);
  const isMapped = mapped.has(lun.wwid);
  // A refused path may be this LUN all the same, with a stale size: while it is in use no map is made over the others.
  // Beside a map that stands it is left alone.
  const own = (isMapped ? lun.paths : all).flatMap(({ dev }) => machine.uses.get(dev) ?? [])[0];
  const use = own ?? strangeUse(lun, strange);
  const exclusion = exclusionOf(profiles.site.exclusions ?? [], lun);
  const reason =
    exclusion !== undefined
      ? "excluded"
      : reasonFor(machine, lun, match, effective, { use, entry, isMapped });
  // What stands keeps its name; what stood gets its last one.
  const alias = effective.alias ?? (isMapped ? undefined : entry?.alias);
  return {
    lun,
    match,
    effective,
    ...given({ entry, use, exclusion }),
    isMapped,
    reason,
    ...(DECIDED.has(reason)
      ? {
          decision: {
            wwid: lun.wwid,
            settings: effective.settings,
            profile: match.profile ?? "default",
            ...given({ alias }),
          },
        }
      : {}),
  };
}

/** Whether NVMe over TCP is among what carries them. */
export function isTcp(paths: readonly PathFacts[]): boolean {
  return paths.some(({ fabric }) => fabric === "tcp");
}

/** Target port group support that all paths have; `none` as soon as one has none. */
function commonTpgs(paths: readonly PathFacts[]): Tpgs {
  const [first] = paths;
  if (first === undefined || paths.some(({ tpgs }) => tpgs === "none")) return "none";
  return first.tpgs;
}

/** The registry's entry for a LUN, under its WWID or any other spelling that was ever seen. */
function entryOf(registry: RegistryIndex, lun: Lun): RegistryEntry | undefined {
  return findEntry(registry, [lun.wwid, ...lun.paths.flatMap(({ identity }) => spellings(identity))]);
}

function spellings(identity: PathFacts["identity"]): readonly string[] {
  return [identity.wwid, identity.kernelId].filter((id) => id !== undefined);
}

function refuseUsed({ lun, use, match, entry, reason }: LunJudgement): readonly Diagnostic[] {
  if (use === undefined || reason !== "in-use") return [];
  if (match.profile === undefined && entry === undefined) return [];
  return lun.paths.map(({ dev }) => diagnose("lun-in-use", dev, `${leftTexts["in-use"]}: ${use}`));
}
