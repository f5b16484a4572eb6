import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { resolveWwid } from "../identify/resolve-wwid.ts";
import { findEntry, type RegistryIndex } from "../registry/index-entries.ts";
import type { PathFacts } from "./path.ts";

/** Paths that our own ranking gives one WWID. */
export interface Candidate {
  /** Our own ranking's WWID. */
  readonly id: string;
  readonly paths: readonly PathFacts[];
}

/** Ids that are already in use on this host. */
export interface KnownIds {
  /** `major:minor` of the paths of each live map, by its WWID. */
  readonly live: ReadonlyMap<string, ReadonlySet<string>>;
  readonly registry: RegistryIndex;
  readonly wwidsFile: ReadonlySet<string>;
}

export interface FixedWwid {
  readonly wwid: string;
  /** Which rule fixed it, for `explain`. */
  readonly reason: string;
  readonly findings: readonly Diagnostic[];
}

/**
 * Fixes the WWID of each candidate, see `resolveWwid`. A map that stands comes before the registry: a second map under
 * another id would be a second way into the same LUN; of two that stand, the one that holds its paths. An id that no
 * program uses as identity counts only while no other candidate has it, or where the map of that id holds the
 * candidate's paths: many arrays' lesser designators are the same for all their LUNs, and not all may have been read.
 */
export function fixWwids(candidates: readonly Candidate[], known: KnownIds): readonly FixedWwid[] {
  const idsOf = candidates.map(allIds);
  const holders = new Map<string, number>();
  for (const ids of idsOf) for (const id of ids) holders.set(id, (holders.get(id) ?? 0) + 1);
  return candidates.map((candidate, index) => {
    const strong = strongIds(candidate);
    const isHeld = (id: string) => candidate.paths.some(({ devt }) => known.live.get(id)?.has(devt));
    const ids = [...(idsOf[index] ?? [])].filter(
      (id) => strong.has(id) || holders.get(id) === 1 || isHeld(id),
    );
    const own = new Set(ids);
    const standing = ids.filter((id) => known.live.has(id));
    const holding = standing.filter(isHeld);
    const live = new Set(holding.length > 0 ? holding : standing.filter((id) => strong.has(id)));
    const entry = findEntry(known.registry, ids);
    const serials = candidate.paths.map(({ idSerial }) => idSerial);
    const resolved = resolveWwid({
      candidates: [candidate.id, ...ids],
      liveMapWwids: live,
      wwidsFile: new Set([...strong].filter((id) => known.wwidsFile.has(id))),
      registry: live.size > 0 ? undefined : entry?.wwid,
      // udev may give many disks one serial (a blank or a default one): only an id of this device can be its identity.
      idSerials: serials.filter((serial) => serial === undefined || own.has(serial)),
    });
    const { wwid = candidate.id, reason, findings } = resolved;
    return { wwid, reason, findings };
  });
}

/** The ids that programs use as identity: ours, scsi_id's, sg3_utils' and the kernel's. */
function strongIds({ paths }: Candidate): ReadonlySet<string> {
  const ids = paths.flatMap(({ identity }) => [
    identity.wwid,
    identity.scsiId,
    identity.sg3Id,
    identity.kernelId,
  ]);
  return new Set(ids.flatMap((id) => (id === undefined || id === "" ? [] : [id])));
}

function allIds(candidate: Candidate): ReadonlySet<string> {
  const candidates = candidate.paths.flatMap(({ identity }) => identity.candidates);
  return new Set([...strongIds(candidate), ...candidates]);
}
