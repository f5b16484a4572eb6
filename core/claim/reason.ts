import { leftTexts } from "./left-mark.ts";

/** Every reason there is, with what `explain` says of it. */
const reasonTexts = {
  "not-owner": "pathplug does not own multipathing on this host (`pathplug enable` makes it so)",
  "not-armed": "the claim rules are not armed: /run/pathplug/armed does not exist",
  "kernel-command-line": "the kernel command line says nompath or multipath=off",
  "not-a-disk": "it is not a whole SCSI disk",
  "no-identity": "the kernel gives it no id that other paths could share",
  "native-multipath": "the kernel multipaths it itself",
  "held-by-map": "it is a path already and its map holds it",
  ...leftTexts,
  "left-before":
    "it was left to the system before its profile or its id came; the worker takes it if nobody uses it",
  registered: "the LUN registry lists it",
  mapped: "a map of its LUN stands",
  "not-listed": "only registered LUNs are claimed in this mode, and it is not registered",
  "unknown-product": "no profile knows its vendor and product",
  "product-never": "its profile says that the product is never multipathed",
  "first-path": "its profile says that its LUNs are claimed from the first path on",
  "second-path": "a second path of its LUN has been seen",
  smart: "it is kept from the system while a second path of its LUN may come",
  greedy: "every LUN is claimed from the first path on in this mode",
  "partition-of-path": "it is a partition of a claimed path",
  "second-path-awaited": "its profile or the mode wants a second path, and only one has been seen",
} as const satisfies Record<string, string>;

export type ClaimReason = keyof typeof reasonTexts;

/** Every reason, for schemas and documentation. */
export const claimReasons = Object.keys(reasonTexts) as readonly ClaimReason[];

/** One sentence for a reason. */
export function claimReasonText(reason: ClaimReason): string {
  return reasonTexts[reason];
}
