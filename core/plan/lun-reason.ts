import type { LeftMark } from "../claim/left-mark.ts";
import { isCandidate } from "../claim/mode.ts";
import type { ClaimReason } from "../claim/reason.ts";
import { claimKey } from "../identify/registry-key.ts";
import type { EffectiveSettings } from "../profile/effective.ts";
import type { Match } from "../profile/match.ts";
import type { RegistryEntry } from "../registry/entry.ts";
import type { Lun } from "../topology/map.ts";
import { failureDigest, markOf } from "./left-lun.ts";
import type { Machine } from "./machine.ts";

/** The reasons to make a map. */
export const DECIDED: ReadonlySet<ClaimReason> = new Set([
  "registered",
  "mapped",
  "first-path",
  "greedy",
  "second-path",
]);

/**
 * The claim rule's tests in its order, for the LUN as a whole. Whether pathplug owns the host is not asked here: a
 * plan tells what would be done, and what performs it asks.
 */
export function reasonFor(
  machine: Machine,
  lun: Lun,
  match: Match,
  { settings }: EffectiveSettings,
  known: {
    readonly use: string | undefined;
    readonly entry: RegistryEntry | undefined;
    readonly isMapped: boolean;
  },
): ClaimReason {
  if (lun.paths.length > 0 && lun.paths.every(({ identity }) => claimKey(identity) === undefined)) {
    return "no-identity";
  }
  if (lun.paths.some(({ identity }) => machine.nativeIds.includes(identity.kernelId ?? ""))) {
    return "native-multipath";
  }
  if (known.use !== undefined) return "in-use";
  const mark = markOf(machine.marks, lun);
  if (mark?.reason === "map-failed" && mark.digest === failureDigest(lun, settings)) return "map-failed";
  if (known.entry !== undefined) return "registered";
  const reason = reasonOfMode(machine, lun, match, mark);
  // Its other paths are ways to what the map shows. A map of hardware that nobody knows is left to who made it.
  const isKnown = isCandidate(machine.mode, match) || isCandidate("known", match);
  return known.isMapped && isKnown && !DECIDED.has(reason) ? "mapped" : reason;
}

/** What the mode makes of a LUN that nobody has registered and nobody uses. */
function reasonOfMode(
  { mode }: Machine,
  { paths }: Lun,
  match: Match,
  mark: LeftMark | undefined,
): ClaimReason {
  if (mode === "strict" || mode === "off") return "not-listed";
  if (!isCandidate(mode, match)) return match.profile === undefined ? "unknown-product" : "product-never";
  if (match.claim === "first-path") return "first-path";
  if (mode === "greedy") return "greedy";
  if (paths.length > 1) return "second-path";
  if (mode !== "smart") return "second-path-awaited";
  // What udev left in an earlier event is the system's: it may be mounted by the time that anybody looks.
  const isLeft = mark?.reason === "given-back" || paths.some(({ claimed }) => claimed === false);
  return isLeft ? "given-back" : "smart";
}
