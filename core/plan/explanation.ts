import {
  type ClaimFacts,
  type ClaimReason,
  type ClaimVerdict,
  claimReasonText,
  claimVerdict,
} from "../claim/verdict.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { claimKey } from "../identify/registry-key.ts";
import type { CompiledProfiles } from "../profile/compiled.ts";
import { type EffectiveSettings, effectiveSettings, lunSettings } from "../profile/effective.ts";
import type { Match } from "../profile/match.ts";
import type { RegistryEntry } from "../registry/entry.ts";
import type { PathFacts } from "../topology/path.ts";
import { decodePath } from "../topology/path-facts.ts";
import { devtsOf } from "./eligible-paths.ts";
import { type Judgement, type LunJudgement, matchPath } from "./judge.ts";
import type { Machine } from "./machine.ts";
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
  readonly refused: readonly Diagnostic[];
  readonly findings: readonly Diagnostic[];
  readonly action?: Action;
}

/** Explains the disk `dev`; undefined when the machine has no such SCSI disk. */
export function explainPath(
  machine: Machine,
  profiles: CompiledProfiles,
  { judgement, plan }: { readonly judgement: Judgement; readonly plan: Plan },
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
  return {
    path,
    match,
    effective: judged?.effective ?? settingsOfOne(match, path, profiles),
    claim: claimOf(machine, match, path, judged, isLeft || use !== undefined),
    ...(judged === undefined ? {} : { wwid: judged.lun.wwid, wwidReason: judged.lun.wwidReason }),
    siblings: (judged?.lun.paths ?? []).map((each) => each.dev).filter((each) => each !== dev),
    ...(judged?.entry === undefined ? {} : { entry: judged.entry }),
    ...(use === undefined ? {} : { use }),
    ...(isLeft ? { left: UNNAMED } : {}),
    refused: plan.refused.filter(({ subject }) => subject === dev),
    findings,
    ...actionOf(plan, judged),
  };
}

function settingsOfOne(match: Match, path: PathFacts, profiles: CompiledProfiles): EffectiveSettings {
  const { tpgs, handler, transport, identity } = path;
  const facts = { tpgs, transport, ...(handler === undefined ? {} : { handler }) };
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
  const facts: ClaimFacts = {
    owner: machine.owner,
    mode: machine.mode,
    armed: machine.armed,
    kernelCommandLine: machine.kernelCommandLine,
    disk: true,
    nativeMultipath: machine.nativeIds.includes(identity.kernelId ?? ""),
    inUse,
    // By the file that the rule looks for: an entry under another spelling of the id is the worker's knowledge only.
    registered: key !== undefined && machine.registry.has(key),
    identified: key !== undefined,
    ...(match.profile === undefined ? {} : { policy: match.claim }),
    // `leftBefore` is not asked: the worker registers what it takes back, and marks what it leaves.
    secondPathSeen: (judged?.lun.paths.length ?? 0) > 1,
  };
  const verdict = claimVerdict(facts);
  const isHeld = path.claimed === true && machine.liveMaps.some((live) => devtsOf(live).has(path.devt));
  return verdict.claimed || !isHeld ? verdict : claimVerdict({ ...facts, heldByMap: true });
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

const CHANGES: Partial<Record<ClaimReason, string>> = {
  "not-owner": "`pathplug enable --dry-run` shows what `pathplug enable` would change",
  "not-armed": "`pathplug doctor` names what holds pathplug back",
  "kernel-command-line": "boot without `nompath` and `multipath=off`",
  "no-identity": "the array gives this LUN no id (VPD page 83); see its host guide",
  "in-use": "free the disk, then `pathplug assemble`, or reboot",
  registered: "`pathplug disable` gives all disks back",
  "not-listed": "`pathplug enable --mode known` claims LUNs by their profile",
  "product-never": "a profile of your own in /etc/pathplug/profiles.d, then `pathplug refresh`",
  "unknown-product": "a profile in /etc/pathplug/profiles.d, then `pathplug refresh`",
  "first-path": "`pathplug enable --mode listed` claims registered LUNs only",
  "second-path": "`pathplug enable --mode listed` claims registered LUNs only",
  "second-path-awaited": "connect a second path, or set `claim` to first-path in a profile",
};

/** The verdict as a sentence, and what would change it. */
export function claimText({ claim, left }: Pick<Explanation, "claim" | "left">): {
  readonly text: string;
  readonly change?: string;
} {
  const isLeft = left !== undefined && claim.reason === "in-use";
  const change = CHANGES[isLeft ? "no-identity" : claim.reason];
  const text = isLeft ? left : claimReasonText(claim.reason);
  return { text, ...(change === undefined ? {} : { change }) };
}
