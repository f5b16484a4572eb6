import type { ClaimPolicy } from "../profile/settings.ts";

/**
 * Which LUNs are claimed that nobody has registered (find_multipaths of multipath.conf(5), and `known`, which it does not
 * have): `strict` none; `known` those of products that a profile knows, from the path on that it says; `yes` others too, from
 * their second path on; `smart` as `yes`, but a first path is kept from the system while a second one may come; `greedy` every
 * one from its first path on; `off` none, but `pathplug assemble` makes maps as `greedy` does.
 */
export type ClaimMode = "known" | "strict" | "yes" | "smart" | "greedy" | "off";

export const claimModes: readonly ClaimMode[] = ["known", "strict", "yes", "smart", "greedy", "off"];

/** `listed` is what `strict` was called; `on` and `no` are multipath.conf's. */
const spellings: Readonly<Record<string, ClaimMode>> = {
  known: "known",
  strict: "strict",
  listed: "strict",
  yes: "yes",
  on: "yes",
  smart: "smart",
  greedy: "greedy",
  off: "off",
  no: "off",
};

/** The mode that a word means; absent for any other. */
export function parseClaimMode(word: string): ClaimMode | undefined {
  return Object.hasOwn(spellings, word) ? spellings[word] : undefined;
}

/** What a mode asks of a product. */
export interface ClaimedProduct {
  /** Absent where no profile knows it. */
  readonly profile?: string;
  /** `never` where no profile knows it, too. */
  readonly claim: ClaimPolicy;
}

/** Whether a LUN is claimed under some circumstances though nobody has registered it. */
export function isCandidate(mode: ClaimMode, { profile, claim }: ClaimedProduct): boolean {
  if (mode === "strict" || mode === "off") return false;
  return profile === undefined ? mode !== "known" : claim !== "never";
}

/** Whether the claim rule takes the very first path of such a LUN, before the worker has seen it. */
export function isTakenOnSight(mode: ClaimMode, product: ClaimedProduct): boolean {
  if (!isCandidate(mode, product)) return false;
  return product.claim === "first-path" || mode === "smart" || mode === "greedy";
}
