import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { isOnlyLocal } from "../identify/uniqueness.ts";
import type { RegistryEntry } from "../registry/entry.ts";
import { indexEntries } from "../registry/index-entries.ts";
import { given } from "../values/given.ts";
import { mangleDmName, unmangleDmName } from "./dm-name.ts";
import { type Candidate, fixWwids } from "./lun-identity.ts";
import type { LiveMap, Lun } from "./map.ts";
import { naturalOrder } from "./natural-order.ts";
import type { PathFacts } from "./path.ts";
import { judgeSiblings } from "./siblings.ts";

/** What this host already knows of its LUNs. */
export interface KnownLuns {
  readonly liveMaps: readonly LiveMap[];
  /** WWIDs of /etc/multipath/wwids, without their slashes. */
  readonly wwidsFile: readonly string[];
  readonly registry: readonly RegistryEntry[];
  /** Whether a profile vouches for locally assigned ids of this path's product; for blank or cut ones none can. */
  readonly allowsLocalId: (path: PathFacts) => boolean;
  /** Whether serial numbers of this path's product tell ports or controllers, not LUNs; never, when absent. */
  readonly serialPerPort?: (path: PathFacts) => boolean;
}

export interface LunGrouping {
  /** In natural order of their WWIDs. */
  readonly luns: readonly Lun[];
  /** Paths without any identity: no LUN can be named for them. They are left alone. */
  readonly unidentified: readonly PathFacts[];
  readonly findings: readonly Diagnostic[];
}

/** Every path of a LUN, refused ones too: these may be the LUN all the same, and whoever uses one uses the LUN. */
export function allPaths({ paths, refusedPaths }: Lun): readonly PathFacts[] {
  return [...paths, ...refusedPaths];
}

/**
 * Puts the paths of each LUN together, fixes its WWID and refuses what does not belong: see `fixWwids` and
 * `judgeSiblings`. The paths of a LUN are in order of H:C:T:L, whatever the order they came in.
 */
export function groupLuns(paths: readonly PathFacts[], known: KnownLuns): LunGrouping {
  const ordered = [...paths].sort((a, b) => naturalOrder(a.hctl, b.hctl) || naturalOrder(a.dev, b.dev));
  const unidentified = ordered.filter(({ identity }) => identity.wwid === undefined);
  const candidates = gather(ordered);
  const live = new Map(known.liveMaps.map((map) => [mapWwid(map), map]));
  const fixed = fixWwids(candidates, {
    live: new Map([...live].map(([wwid, map]) => [wwid, mapDevts(map)])),
    registry: indexEntries(known.registry),
    wwidsFile: new Set(known.wwidsFile),
  });
  const merged = new Map<string, { reason: string; paths: PathFacts[] }>();
  candidates.forEach((candidate, index) => {
    const { wwid = candidate.id, reason = "" } = fixed[index] ?? {};
    const lun = merged.get(wwid);
    if (lun === undefined) merged.set(wwid, { reason, paths: [...candidate.paths] });
    else lun.paths.push(...candidate.paths);
  });
  const entries = new Map([...known.registry].reverse().map((entry) => [entry.wwid, entry]));
  const judged = [...merged].map(([wwid, lun]) =>
    judgeLun(wwid, lun, { map: live.get(wwid), entry: entries.get(wwid) }, known),
  );
  judged.sort((a, b) => naturalOrder(a.lun.wwid, b.lun.wwid));
  return {
    luns: judged.map(({ lun }) => lun),
    unidentified,
    findings: [...fixed, ...judged].flatMap(({ findings }) => findings),
  };
}

/** The UUID of the map of a LUN, as device-mapper spells it. */
export function mapUuid(wwid: string): string {
  return mangleDmName(`mpath-${wwid}`);
}

/** The WWID of a live map: its UUID without `mpath-`. */
export function mapWwid({ uuid }: Pick<LiveMap, "uuid">): string {
  return unmangleDmName(uuid).replace(/^mpath-/, "");
}

function mapDevts({ table }: LiveMap): ReadonlySet<string> {
  return new Set(table?.groups.flatMap(({ paths }) => paths.map(({ devt }) => devt)));
}

function gather(paths: readonly PathFacts[]): readonly Candidate[] {
  const candidates = new Map<string, PathFacts[]>();
  for (const path of paths) {
    const { wwid } = path.identity;
    if (wwid === undefined) continue;
    const same = candidates.get(wwid);
    if (same === undefined) candidates.set(wwid, [path]);
    else same.push(path);
  }
  return [...candidates].map(([id, of]) => ({ id, paths: of }));
}

function judgeLun(
  wwid: string,
  { reason, paths }: { readonly reason: string; readonly paths: readonly PathFacts[] },
  { map, entry }: { readonly map: LiveMap | undefined; readonly entry: RegistryEntry | undefined },
  known: KnownLuns,
): { readonly lun: Lun; readonly findings: readonly Diagnostic[] } {
  const unique = paths.filter((path) => path.identity.unique || isAllowedLocal(path, known));
  const ambiguous = paths.filter((path) => !unique.includes(path));
  const judged = judgeSiblings(unique, {
    ...given({ table: map?.table, entry }),
    serialPerPort: known.serialPerPort ?? (() => false),
  });
  const refused = [...ambiguous.map((path) => refuseAmbiguous(path, wwid)), ...judged.refused];
  const accepted = [...judged.accepted].sort((a, b) => naturalOrder(a.hctl, b.hctl));
  const kept = new Set(accepted);
  const refusedPaths = paths.filter((path) => !kept.has(path));
  const lun = { wwid, wwidReason: reason, paths: accepted, refused, refusedPaths };
  return { lun, findings: judged.findings };
}

function isAllowedLocal(path: PathFacts, { allowsLocalId }: KnownLuns): boolean {
  return isOnlyLocal(path.identity) && allowsLocalId(path);
}

function refuseAmbiguous({ dev }: PathFacts, wwid: string): Diagnostic {
  const hint = `see \`pathplug explain ${dev}\`; give the LUN an id on the target, or the product a profile`;
  return diagnose("path-id-not-unique", dev, `${JSON.stringify(wwid)} can be the id of other LUNs too`, {
    hint,
  });
}
