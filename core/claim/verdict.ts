import type { ClaimPolicy } from "../profile/settings.ts";

/** What the claim rule tests, in the words of `explain`. */
export interface ClaimFacts {
  /** /etc/pathplug/owner: who multipaths this host. */
  readonly owner: "pathplug" | "multipathd" | "none";
  readonly mode: "known" | "listed";
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
  /** Whether the registry has a file under its id. */
  readonly registered: boolean;
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

/** Every reason there is, with what `explain` says of it. */
const reasonTexts = {
  "not-owner": "pathplug does not own multipathing on this host (`pathplug enable` makes it so)",
  "not-armed": "the claim rules are not armed: /run/pathplug/armed does not exist",
  "kernel-command-line": "the kernel command line says nompath or multipath=off",
  "not-a-disk": "it is not a whole SCSI disk",
  "no-identity": "the kernel gives it no id that other paths could share",
  "native-multipath": "the kernel multipaths it itself",
  "held-by-map": "it is a path already and its map holds it",
  "in-use": "a path of its LUN is in use outside a map",
  registered: "the LUN registry lists it",
  "not-listed": "the mode is listed and the LUN registry does not list it",
  "unknown-product": "no profile knows its vendor and product",
  "product-never": "its profile says that the product is never multipathed",
  "left-before": "it was left to the system before its profile came; the worker takes it if nobody uses it",
  "first-path": "its profile says that its LUNs are claimed from the first path on",
  "second-path": "a second path of its LUN has been seen",
  "partition-of-path": "it is a partition of a claimed path",
  "second-path-awaited": "its profile wants a second path, and only one has been seen",
} as const satisfies Record<string, string>;

export type ClaimReason = keyof typeof reasonTexts;

export interface ClaimVerdict {
  readonly claimed: boolean;
  readonly reason: ClaimReason;
}

/** Words by which an administrator keeps multipath away at boot, as multipath-tools reads them. */
const offWords: ReadonlySet<string> = new Set(["nompath", "multipath=off"]);

/** Every reason, for schemas and documentation. */
export const claimReasons = Object.keys(reasonTexts) as readonly ClaimReason[];

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
  [
    ({ kernelCommandLine }) => kernelCommandLine.some((word) => offWords.has(word)),
    no("kernel-command-line"),
  ],
  [({ disk }) => !disk, no("not-a-disk")],
  [({ identified }) => !identified, no("no-identity")],
  [({ nativeMultipath }) => nativeMultipath, no("native-multipath")],
  [({ heldByMap }) => heldByMap === true, yes("held-by-map")],
  [({ inUse }) => inUse, no("in-use")],
  [({ registered }) => registered, yes("registered")],
  [({ held }) => held === true, no("in-use")],
  [({ mode }) => mode === "listed", no("not-listed")],
  [({ policy }) => policy === undefined, no("unknown-product")],
  [({ policy }) => policy === "never", no("product-never")],
  [({ policy, leftBefore }) => policy === "first-path" && leftBefore === true, no("left-before")],
  [({ policy }) => policy === "first-path", yes("first-path")],
];

/**
 * What the claim rule decides for a path, by the same tests in the same order. Of a `second-path` product the rule
 * claims what is registered; the worker registers a LUN when it sees the second path.
 */
export function claimVerdict(facts: ClaimFacts): ClaimVerdict {
  const decisive = tests.find(([holds]) => holds(facts));
  if (decisive !== undefined) return decisive[1];
  return facts.secondPathSeen === true ? yes("second-path") : no("second-path-awaited");
}

/** One sentence for a reason. */
export function claimReasonText(reason: ClaimReason): string {
  return reasonTexts[reason];
}
