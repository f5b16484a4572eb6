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
  /** Whether any path of its LUN is used outside a map, or was left to the system. */
  readonly inUse: boolean;
  /** Whether the registry has a file under its id. */
  readonly registered: boolean;
  /** Whether the kernel gives it an id. */
  readonly identified: boolean;
  /** Absent where no profile knows the product. */
  readonly policy?: ClaimPolicy;
}

export type ClaimReason =
  | "not-owner"
  | "not-armed"
  | "kernel-command-line"
  | "not-a-disk"
  | "native-multipath"
  | "no-identity"
  | "in-use"
  | "registered"
  | "not-listed"
  | "product-never"
  | "unknown-product"
  | "first-path"
  | "second-path"
  | "second-path-awaited";

export interface ClaimVerdict {
  readonly claimed: boolean;
  readonly reason: ClaimReason;
}

/** What the claim rule decides for a path, by the same tests in the same order. */
export declare function claimVerdict(facts: ClaimFacts): ClaimVerdict;

/** One sentence for a reason. */
export declare function claimReasonText(reason: ClaimReason): string;
