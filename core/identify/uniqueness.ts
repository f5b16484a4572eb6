import type { Code } from "../diagnostic/codes.ts";
import type { Identity } from "./identity.ts";
import type { Spelled } from "./multipath-wwid.ts";

/** Why an id is not guaranteed to name one LUN only. */
export interface Doubt {
  readonly code: Code;
  readonly offset: number;
  readonly message: string;
}

/**
 * The reasons against trusting an id to be unique; none for what a vendor registered with IEEE and filled in.
 * All zeros or ones behind the type and company digits, blank T10 ids, the numbered defaults of tgt and IET, locally
 * assigned NAA 3, and ids that were cut.
 */
export function doubtsOf(spelled: Spelled): readonly Doubt[] {
  const { designator, wwid, isCut } = spelled;
  const { offset } = designator;
  const doubts: Doubt[] = [];
  if (isBlank(spelled)) doubts.push({ code: "identity-blank", offset, message: `${wwid} is blank` });
  if (isDefault(spelled))
    doubts.push({ code: "identity-default", offset, message: `${wwid} is a target's default` });
  if (/^33[0-9a-f]{15}$/.test(wwid)) {
    doubts.push({ code: "identity-local", offset, message: `${wwid} is locally assigned (NAA 3)` });
  }
  if (isCut) doubts.push({ code: "identity-cut", offset, message: `${wwid} is not the whole id` });
  return doubts;
}

/** What is left when the digits that are the same for all of a company's disks are taken off says nothing. */
function isBlank({ designator, wwid }: Spelled): boolean {
  if (designator.kind === "t10") return /^[ 0]*$/.test(designator.identifier);
  if (wwid.startsWith("8")) return wwid.length === 1;
  if (!/^[23][0-9a-f]*$/.test(wwid)) return false;
  const digits = wwid.slice(1);
  const isNaa = wwid.startsWith("3");
  const own = isNaa ? digits.slice(ownDigit(digits)) : digits.slice(6);
  return /^0*$/.test(own) || /^f*$/.test(own) || /^0*$/.test(digits);
}

/** Where the company's own digits begin: NAA 2 puts them around the OUI, NAA 3 has none, 5 and 6 behind it. */
function ownDigit(digits: string): number {
  return { "5": 7, "6": 7, "3": 1 }[digits.charAt(0)] ?? 10;
}

/** tgt: `IET` with target and LUN number, eight hex digits; IET: `IET` with NULs and numbers. */
function isDefault({ designator }: Spelled): boolean {
  if (designator.kind !== "t10" || designator.vendor !== "IET") return false;
  return /^[0-9a-f]{8}$/i.test(designator.identifier) || designator.identifier === "";
}

/** What no knowledge of the product can put right: the id is the same for other LUNs, or not all of it is known. */
const HOPELESS: ReadonlySet<string> = new Set([
  "identity-blank",
  "identity-default",
  "identity-cut",
  "designator-contradiction",
]);

/** Whether all that speaks against an id is that it was assigned locally: where the vendor does that well, it serves. */
export function isOnlyLocal(identity: Pick<Identity, "unique" | "findings">): boolean {
  const codes = identity.findings.map(({ code }) => code);
  return !identity.unique && codes.includes("identity-local") && !codes.some((code) => HOPELESS.has(code));
}
