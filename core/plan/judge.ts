import { type ClaimReason, claimReasonText } from "../claim/verdict.ts";
import type { Tpgs } from "../decode/standard-inquiry.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { claimKey } from "../identify/registry-key.ts";
import type { CompiledProfiles } from "../profile/compiled.ts";
import { type EffectiveSettings, effectiveSettings, lunSettings } from "../profile/effective.ts";
import { type Match, matchProfile } from "../profile/match.ts";
import type { RegistryEntry } from "../registry/entry.ts";
import { findEntry, indexEntries, type RegistryIndex } from "../registry/index-entries.ts";
import { groupLuns, mapWwid } from "../topology/luns.ts";
import type { LiveMap, Lun } from "../topology/map.ts";
import type { LunDecision } from "../topology/map-spec.ts";
import type { PathFacts } from "../topology/path.ts";
import { decodePath } from "../topology/path-facts.ts";
import type { Machine } from "./machine.ts";
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
  /** Why it gets a map, or none. */
  readonly reason: ClaimReason;
  /** Absent where it gets no map. */
  readonly decision?: LunDecision;
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
  const known = {
    registry: indexEntries(machine.registry.values()),
    mapped: new Set(machine.liveMaps.map(mapWwid)),
    strange,
  };
  const luns = grouping.luns.map((lun) => judgeLun(machine, profiles, lun, known));
  return {
    luns,
    unidentified: grouping.unidentified,
    strange,
    unnamed: unnamedPaths(
      machine,
      grouping.unidentified,
      (path) => matchPath(profiles, path).claim === "first-path",
    ),
    refused: [
      ...luns.flatMap((judged) => [...judged.lun.refused, ...refuseUsed(judged)]),
      ...grouping.unidentified.flatMap((path) => refuseUnidentified(profiles, path)),
    ],
    findings: [...decoded.flatMap(({ findings }) => findings), ...grouping.findings],
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
  return matchProfile(profiles, { bus: "scsi", vendor, product, revision });
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
  const all = [...lun.paths, ...lun.refusedPaths];
  const [first] = all;
  const match = matchProfile(profiles, {
    vendor: first?.vendor ?? "",
    product: first?.product ?? "",
    revision: first?.revision ?? "",
  });
  const handler = lun.paths.find((path) => path.handler !== undefined)?.handler;
  const effective = effectiveSettings(
    match,
    {
      tpgs: commonTpgs(lun.paths),
      ...(handler === undefined ? {} : { handler }),
      ...(first === undefined ? {} : { transport: first.transport }),
    },
    lunSettings(profiles, lun.wwid),
  );
  const entry = entryOf(registry, lun);
  // A refused path may be this LUN all the same, with a stale size: while it is in use no map is made over the others.
  // Beside a map that stands it is left alone.
  const own = (mapped.has(lun.wwid) ? lun.paths : all).flatMap(({ dev }) => machine.uses.get(dev) ?? [])[0];
  const use = own ?? strangeUse(lun, strange);
  const reason = reasonFor(machine, lun, match, use !== undefined, entry !== undefined);
  const alias = effective.alias ?? entry?.alias;
  const decided = reason === "registered" || reason === "first-path" || reason === "second-path";
  return {
    lun,
    match,
    effective,
    ...(entry === undefined ? {} : { entry }),
    ...(use === undefined ? {} : { use }),
    reason,
    ...(decided
      ? {
          decision: {
            wwid: lun.wwid,
            settings: effective.settings,
            profile: match.profile ?? "default",
            ...(alias === undefined ? {} : { alias }),
          },
        }
      : {}),
  };
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

/**
 * The claim rule's tests in its order, for the LUN as a whole. Whether pathplug owns the host is not asked here: a
 * plan tells what would be done, and what performs it asks.
 */
function reasonFor(
  machine: Machine,
  lun: Lun,
  match: Match,
  used: boolean,
  registered: boolean,
): ClaimReason {
  if (lun.paths.length > 0 && lun.paths.every(({ identity }) => claimKey(identity) === undefined)) {
    return "no-identity";
  }
  if (lun.paths.some(({ identity }) => machine.nativeIds.includes(identity.kernelId ?? ""))) {
    return "native-multipath";
  }
  if (used) return "in-use";
  if (registered) return "registered";
  if (machine.mode === "listed") return "not-listed";
  if (match.profile === undefined) return "unknown-product";
  if (match.claim === "never") return "product-never";
  if (match.claim === "first-path") return "first-path";
  return lun.paths.length > 1 ? "second-path" : "second-path-awaited";
}

function refuseUsed({ lun, use, match, entry }: LunJudgement): readonly Diagnostic[] {
  if (use === undefined || (match.profile === undefined && entry === undefined)) return [];
  return lun.paths.map(({ dev }) => diagnose("lun-in-use", dev, `${claimReasonText("in-use")}: ${use}`));
}
