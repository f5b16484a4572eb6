import type { ClaimPolicy } from "../profile/settings.ts";
import { forbidsMultipath } from "./kernel-words.ts";
import type { LeftReason } from "./left-mark.ts";
import { type ClaimMode, isTakenOnSight } from "./mode.ts";
import type { ClaimReason } from "./reason.ts";

/** What the claim rule tests, in the words of `explain`. */
export interface ClaimFacts {
  /** /etc/pathplug/owner: who multipaths this host. */
  readonly owner: "pathplug" | "multipathd" | "none";
  readonly mode: ClaimMode;
  /** Whether /run/pathplug/armed exists. */
  readonly armed: boolean;
  /** Words of /proc/cmdline. */
  readonly kernelCommandLine: readonly string[];
  /** Whether it is a whole disk of peripheral type 0 or 0x14 on SCSI. */
  readonly disk: boolean;
  /** Whether the kernel multipaths it itself. */
  readonly nativeMultipath: boolean;
  /** Whether it was claimed before and a map holds it. */
  readonly heldByMap?: boolean;
  /** Whether a marker says that a path of its LUN is used outside a map, or was left to the system. */
  readonly inUse: boolean;
  /** Why a marker leaves its LUN to the system though nobody uses it. */
  readonly left?: LeftReason;
  /** Whether it had no id in its last event: it was the system's then, and nobody has looked since. */
  readonly namedLate?: boolean;
  /** Whether the registry has a file under its id. */
  readonly registered: boolean;
  /** Whether a map of its LUN stands that the registry does not know; the worker then registers it. */
  readonly mapped?: boolean;
  /** Whether something holds it that no marker names. A registered LUN is claimed all the same. */
  readonly held?: boolean;
  /** Whether the kernel gives it an id that can be a file name: see `registryKeys`. */
  readonly identified: boolean;
  /** Absent where no profile knows the product, or a colon in its strings moves the borders of the hwdb key. */
  readonly policy?: ClaimPolicy;
  /** Whether an earlier event of it left it to the system: a profile that has come since does not take it back. */
  readonly leftBefore?: boolean;
  /** Whether a second path of its LUN has been seen; the worker then registers the LUN. */
  readonly secondPathSeen?: boolean;
}

export interface ClaimVerdict {
  readonly claimed: boolean;
  readonly reason: ClaimReason;
}

type Test = readonly [(facts: ClaimFacts) => boolean, ClaimVerdict];

function yes(reason: ClaimReason): ClaimVerdict {
  return { claimed: true, reason };
}

function no(reason: ClaimReason): ClaimVerdict {
  return { claimed: false, reason };
}

/** The claim rule's tests in its order; the first that holds decides. */
const tests: readonly Test[] = [
  [({ owner }) => owner !== "pathplug", no("not-owner")],
  [({ armed }) => !armed, no("not-armed")],
  [({ kernelCommandLine }) => forbidsMultipath(kernelCommandLine), no("kernel-command-line")],
  [({ disk }) => !disk, no("not-a-disk")],
  [({ nativeMultipath }) => nativeMultipath, no("native-multipath")],
  [({ identified }) => !identified, no("no-identity")],
  [({ heldByMap }) => heldByMap === true, yes("held-by-map")],
  [({ left }) => left === "excluded", no("excluded")],
  [({ inUse }) => inUse, no("in-use")],
  [({ left }) => left === "map-failed", no("map-failed")],
  [({ left }) => left === "given-back", no("given-back")],
  [({ namedLate, registered }) => namedLate === true && registered, no("left-before")],
  [({ registered }) => registered, yes("registered")],
  [({ held }) => held === true, no("in-use")],
  [({ mode }) => mode === "strict" || mode === "off", no("not-listed")],
  [({ policy }) => policy === "never", no("product-never")],
  [({ policy, mode }) => policy === undefined && mode === "known", no("unknown-product")],
  [(facts) => facts.leftBefore === true && isOnSight(facts), no("left-before")],
  [({ policy }) => policy === "first-path", yes("first-path")],
  [({ mode }) => mode === "greedy", yes("greedy")],
  [({ secondPathSeen }) => secondPathSeen === true, yes("second-path")],
  [({ mode }) => mode === "smart", yes("smart")],
];

/** What the mode refuses, and the worker grants where a map of the LUN stands. */
const OF_MODE: ReadonlySet<ClaimReason> = new Set([
  "not-listed",
  "unknown-product",
  "second-path-awaited",
  "smart",
]);

function isOnSight({ mode, policy }: ClaimFacts): boolean {
  return isTakenOnSight(mode, policy === undefined ? { claim: "never" } : { profile: "any", claim: policy });
}

/**
 * What the claim rule decides for a path, by the same tests in the same order. What waits for a second path the rule claims
 * when it is registered; the worker registers a LUN when it sees that path.
 */
export function claimVerdict(facts: ClaimFacts): ClaimVerdict {
  const verdict = tests.find(([holds]) => holds(facts))?.[1] ?? no("second-path-awaited");
  return facts.mapped === true && OF_MODE.has(verdict.reason) ? yes("mapped") : verdict;
}
