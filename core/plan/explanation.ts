import { claimChange } from "../claim/changes.ts";
import { type Exclusion, exclusionText } from "../claim/exclusion.ts";
import { claimReasonText } from "../claim/reason.ts";
import { type ClaimFacts, type ClaimVerdict, claimVerdict } from "../claim/verdict.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { claimKey } from "../identify/registry-key.ts";
import type { CompiledProfiles } from "../profile/compiled.ts";
import { type EffectiveSettings, effectiveSettings, lunSettings } from "../profile/effective.ts";
import type { Match } from "../profile/match.ts";
import type { RegistryEntry } from "../registry/entry.ts";
import type { PathError } from "../sense/path-error.ts";
import { mapWwid } from "../topology/luns.ts";
import type { PathFacts, RawPath } from "../topology/path.ts";
import { decodePath } from "../topology/path-facts.ts";
import { devtsOf } from "./eligible-paths.ts";
import { isTcp, type Judgement, type LunJudgement, matchPath } from "./judge.ts";
import { leftMarkOf } from "./left-lun.ts";
import type { Machine } from "./machine.ts";
import type { Marker, Markers } from "./markers.ts";
import type { Action, Plan } from "./plan.ts";
import { UNNAMED } from "./unnamed-paths.ts";

/** Why one path is what it is: identity, match, settings, claim, and what is planned for its LUN. */
export interface Explanation {
  readonly path: PathFacts;
  readonly match: Match;
  readonly effective: EffectiveSettings;
  readonly claim: ClaimVerdict;
  /** How the LUN's WWID was fixed; absent for a path that belongs to none. */
  readonly wwid?: string;
  readonly wwidReason?: string;
  readonly siblings: readonly string[];
  readonly entry?: RegistryEntry;
  readonly use?: string;
  /** Why it is left like what is in use, though nobody uses it. */
  readonly left?: string;
  /** What excludes it. */
  readonly exclusion?: Exclusion;
  /** The marker below /run/pathplug/in-use by which the claim rule leaves it. */
  readonly marker?: string;
  /** What the claim rule decided at the disk's last event, where that is not what it would decide now. */
  readonly decided?: { readonly claimed: boolean; readonly reason?: string };
  /** What its LUN's map waits for. */
  readonly waiting: readonly string[];
  /** An event of it that the worker still has to look at. */
  readonly queued?: Marker;
  /** Since when it is put aside, because what it asks for could not be done. */
  readonly parked?: Marker;
  readonly refused: readonly Diagnostic[];
  readonly findings: readonly Diagnostic[];
  readonly action?: Action;
  /** What the kernel's log tells of it; absent where it has no error of it, or cannot be read. */
  readonly lastError?: PathError;
}

/** Explains the disk `dev`; undefined when the machine has no such SCSI disk. */
export function explainPath(
  machine: Machine,
  profiles: CompiledProfiles,
  { judgement, plan }: { readonly judgement: Judgement; readonly plan: Plan },
  markers: Markers,
  dev: string,
): Explanation | undefined {
  const raw = machine.paths.find((each) => each.dev === dev);
  if (raw === undefined) return undefined;
  const { path, findings } = decodePath(raw);
  const judged = judgement.luns.find(
    ({ lun }) =>
      lun.paths.some((each) => each.dev === dev) || lun.refused.some(({ subject }) => subject === dev),
  );
  const match = matchPath(profiles, path);
  const use = machine.uses.get(dev) ?? judged?.use;
  const isLeft = use === undefined && judgement.unnamed.some((each) => each.dev === dev);
  const marker = [raw.diskseq, claimKey(path.identity)].find(
    (name) => name !== undefined && markers.inUse.has(name),
  );
  const claim = claimOf(machine, match, path, judged, isLeft || use !== undefined || marker !== undefined);
  const queued = markers.queued.find(({ name }) => name === dev);
  const parked = markers.parked.find(({ name }) => name === dev);
  return {
    path,
    match,
    effective: judged?.effective ?? settingsOfOne(match, path, profiles),
    claim,
    ...(judged === undefined ? {} : { wwid: judged.lun.wwid, wwidReason: judged.lun.wwidReason }),
    siblings: (judged?.lun.paths ?? []).map((each) => each.dev).filter((each) => each !== dev),
    ...(judged?.entry === undefined ? {} : { entry: judged.entry }),
    ...(use === undefined ? {} : { use }),
    ...(isLeft ? { left: UNNAMED } : {}),
    ...(judged?.exclusion === undefined ? {} : { exclusion: judged.exclusion }),
    ...(marker === undefined ? {} : { marker }),
    ...decidedOtherwise(raw, claim),
    waiting: waitingFor(machine, path, judged, plan, markers),
    ...(queued === undefined ? {} : { queued }),
    ...(parked === undefined ? {} : { parked }),
    refused: plan.refused.filter(({ subject }) => subject === dev),
    findings,
    ...actionOf(plan, judged),
  };
}

/** The rule looks at a disk at its events only: what it decided may be older than what it would decide by. */
function decidedOtherwise(
  { claimed, claimReason }: RawPath,
  claim: ClaimVerdict,
): Pick<Explanation, "decided"> {
  if (claimed === undefined || claimed === claim.claimed) return {};
  return { decided: { claimed, ...(claimReason === undefined ? {} : { reason: claimReason }) } };
}

/** What is still to come before the map of its LUN is what it should be, in the words of a sentence. */
function waitingFor(
  { owner, armed, liveMaps }: Machine,
  { claimed }: PathFacts,
  judged: LunJudgement | undefined,
  plan: Plan,
  { removed }: Markers,
): readonly string[] {
  if (judged?.reason === "smart") {
    return [`a second path of its LUN, for ${judged.match.profile === undefined ? 1 : 10} s`];
  }
  if (judged?.decision === undefined || owner !== "pathplug" || !armed) return [];
  const { lun, entry } = judged;
  const isPassive = plan.waiting.some(({ wwid, reason }) => wwid === lun.wwid && reason === "passive-only");
  const hasMap = liveMaps.some((map) => mapWwid(map) === lun.wwid);
  if (!hasMap && removed.has(lun.wwid))
    return ["`pathplug assemble`, `ensure` or a new path: its map was removed while its disks stayed"];
  const [there, expected] = [lun.paths.length, entry?.paths ?? 0];
  return [
    ...(claimed === undefined ? ["udev, which has not processed its event"] : []),
    ...(isPassive ? ["a path that can serve, for 10 s: all are passive"] : []),
    ...(!hasMap && there < expected
      ? [`its siblings, for 3 s: ${there} of ${expected} paths are there`]
      : []),
  ];
}

function settingsOfOne(match: Match, path: PathFacts, profiles: CompiledProfiles): EffectiveSettings {
  const { tpgs, handler, transport, identity } = path;
  const facts = { tpgs, transport, isTcp: isTcp([path]), ...(handler === undefined ? {} : { handler }) };
  return effectiveSettings(match, facts, lunSettings(profiles, identity.wwid ?? ""));
}

/**
 * The rule's verdict, once the worker has registered a LUN whose second path it has seen. That a map holds the path is
 * the reason only where there is no other: it says why the path was claimed in the first place.
 */
export function claimOf(
  machine: Machine,
  match: Match,
  path: PathFacts,
  judged: LunJudgement | undefined,
  inUse: boolean,
): ClaimVerdict {
  const { identity } = path;
  const key = claimKey(identity);
  const left = judged === undefined ? undefined : leftMarkOf(judged)?.reason;
  const facts: ClaimFacts = {
    owner: machine.owner,
    mode: machine.mode,
    armed: machine.armed,
    kernelCommandLine: machine.kernelCommandLine,
    disk: true,
    nativeMultipath: machine.nativeIds.includes(identity.kernelId ?? ""),
    inUse: inUse && left === undefined,
    ...(left === undefined ? {} : { left }),
    // By the file that the rule looks for: an entry under another spelling of the id is the worker's knowledge only.
    registered: key !== undefined && machine.registry.has(key),
    identified: key !== undefined,
    ...(match.profile === undefined ? {} : { policy: match.claim }),
    // `leftBefore` and `namedLate` are not asked: the worker registers what it takes back, and marks what it leaves.
    secondPathSeen: (judged?.lun.paths.length ?? 0) > 1,
  };
  const verdict = claimVerdict(facts);
  const isHeld = path.claimed === true && machine.liveMaps.some((live) => devtsOf(live).has(path.devt));
  if (verdict.claimed) return verdict;
  return claimVerdict(
    isHeld ? { ...facts, heldByMap: true } : { ...facts, mapped: judged?.reason === "mapped" },
  );
}

/** What becomes of a device that is no SCSI disk; `parent` explains the disk that it is a partition of. */
export function explainOtherClaim(parent: Explanation | undefined): ClaimVerdict {
  return parent?.claim.claimed === true
    ? { claimed: true, reason: "partition-of-path" }
    : { claimed: false, reason: "not-a-disk" };
}

function actionOf(plan: Plan, judged: LunJudgement | undefined): { readonly action?: Action } {
  const action = plan.actions.find(({ wwid }) => wwid === judged?.lun.wwid);
  return action === undefined ? {} : { action };
}

/** The verdict as a sentence, and what would change it. */
export function claimText({
  claim,
  left,
  use,
  marker,
  exclusion,
}: Pick<Explanation, "claim" | "left" | "use" | "marker" | "exclusion">): {
  readonly text: string;
  readonly change: string;
} {
  const { reason } = claim;
  if (reason === "in-use" && left !== undefined) return { text: left, change: claimChange("no-identity") };
  if (reason === "in-use" && use === undefined && marker !== undefined) {
    return {
      text: "it is marked as in use, and nobody uses it any more",
      change: "`pathplug assemble` looks at it again",
    };
  }
  const keeps = reason === "excluded" ? "" : "; its LUN keeps the map that stands, though it is excluded";
  const by = exclusion === undefined ? "" : `${keeps}: ${exclusionText(exclusion)}`;
  return { text: `${claimReasonText(reason)}${by}`, change: claimChange(reason) };
}
