import { decodeVpd80 } from "../decode/vpd-80.ts";
import { identify } from "../identify/identify.ts";
import type { Identity } from "../identify/identity.ts";
import { registryKeys } from "../identify/registry-key.ts";

/** What is known of the LUN that a path led to. */
export interface KnownLun {
  /** WWID of the map; absent where no map is concerned. */
  readonly wwid?: string;
  /** Page 83h as the path had it when it failed; absent where it had none. */
  readonly page83?: Uint8Array;
  /** Page 80h, the same; absent also where it is not to be asked for. */
  readonly page80?: Uint8Array;
  /** The names under which the LUN is registered; none where it is not. */
  readonly keys: ReadonlySet<string>;
}

/** A WWID that is the hex digits of an NAA or EUI-64 designator: whoever made the map, page 83h has it. */
const OF_PAGE_83 = /^[23][0-9a-f]{16,}$/;

/** Whether anything is known by which the LUN could be told from another one. */
export function isKnown({ wwid = "", page83, keys }: KnownLun): boolean {
  return (page83?.length ?? 0) > 0 || keys.size > 0 || OF_PAGE_83.test(wwid);
}

/** Findings of a page that was not answered whole, or by a target that has no LUN there now. */
const DAMAGED: ReadonlySet<string> = new Set([
  "page-short",
  "page-truncated",
  "page-code-mismatch",
  "peripheral-not-connected",
  "designator-remnant",
  "designator-overrun",
]);

/**
 * Which LUN page 83h names, as the path answers now: the one that it did, another one, or none that can be relied on, as a
 * controller that is starting answers. Some arrays' pages are damaged all the time: what names the LUN nevertheless is the same.
 */
export function compareLun(known: KnownLun, answer: Uint8Array): "same" | "other" | "unnamed" {
  const now = identify({ vpd83: answer });
  if (isSame(known, now)) return "same";
  const isWhole = !now.findings.some(({ code }) => DAMAGED.has(code));
  return isWhole && (now.wwid ?? now.kernelId) !== undefined ? "other" : "unnamed";
}

/**
 * The page names ports, too, and what an array calls its volume: those may change. The kernel may have read the page again when
 * the LUN had changed already, so what is registered counts as well, one of the ids has to be among those, and the map's WWID:
 * lesser ids may be the same for all LUNs of an array.
 */
function isSame({ wwid = "", page83, keys }: KnownLun, now: Identity): boolean {
  const names = [...now.candidates, now.scsiId, now.sg3Id];
  if (OF_PAGE_83.test(wwid) && !names.includes(wwid)) return false;
  if (keys.size > 0 && !registryKeys(now).some((key) => keys.has(key))) return false;
  if (page83 === undefined || page83.length === 0) return true;
  const before = identify({ vpd83: page83 });
  return before.wwid === now.wwid && before.kernelId === now.kernelId;
}

/** Whether two answers of page 80h have different serial numbers; one that has none, or is cut, tells nothing. */
export function isOtherSerial(page80: Uint8Array, answer: Uint8Array): boolean {
  const [before, now] = [page80, answer].map((bytes) => decodeVpd80(bytes));
  const isWhole = before?.findings.length === 0 && now?.findings.length === 0;
  return isWhole && before.value.serial !== now.value.serial;
}
