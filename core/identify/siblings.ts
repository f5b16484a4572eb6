import { formatHex } from "../bytes/hex.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Identity } from "./identity.ts";

/**
 * Whether two paths that claim one WWID can be paths of one LUN: both must carry the same designators of the logical
 * unit, whatever their order. A page damaged so that it shows another LUN's WWID still carries the rest of its own.
 * Returns undefined where they agree or claim different WWIDs; `subject` is the path that would be added.
 */
export function compareSiblings(known: Identity, other: Identity, subject: string): Diagnostic | undefined {
  if (known.wwid === undefined || known.wwid !== other.wwid) return undefined;
  const missing = difference(known, other);
  const strange = difference(other, known);
  if (missing.length === 0 && strange.length === 0) return undefined;
  const parts = [
    ...(missing.length > 0 ? [`lacks ${missing.join(", ")}`] : []),
    ...(strange.length > 0 ? [`has ${strange.join(", ")}`] : []),
  ];
  return diagnose("identity-disputed", subject, `under WWID ${known.wwid} it ${parts.join(" and ")}`);
}

/** The logical unit's designators as `kind hex`, sorted: equal for all paths of a LUN. */
export function designatorSet(identity: Identity): readonly string[] {
  return identity.designators
    .filter((designator) => designator.association === "logical-unit")
    .map((designator) => `${designator.kind} ${formatHex(designator.bytes)}`)
    .sort();
}

function difference(one: Identity, other: Identity): readonly string[] {
  const there = new Set(designatorSet(other));
  return designatorSet(one).filter((designator) => !there.has(designator));
}
