import type { Decoded } from "./decoded.ts";
import type { Designator } from "./designator.ts";
import { decodeDesignators } from "./designators.ts";
import type { Page } from "./page.ts";
import { openVpd } from "./page.ts";

/** Device identification (SPC-6 7.7.6). */
export interface Vpd83 {
  /** In the page's order; malformed ones too, so that nothing is hidden. */
  readonly designators: readonly Designator[];
  /** Target port group of the port that answered (designator type 5). */
  readonly targetPortGroup: number | undefined;
  /** Relative target port identifier of the port that answered (designator type 4). */
  readonly relativePort: number | undefined;
}

/**
 * Decodes VPD page 83h, and compares the designators of the logical unit with each other: two of one kind that
 * differ, or a name string that tells another NAA or EUI-64 than the binary designator, cannot both be right.
 */
export function decodeVpd83(bytes: Uint8Array): Decoded<Vpd83> {
  const page = openVpd(bytes, 0x83);
  const designators = decodeDesignators(page, 4);
  noteContradictions(page, designators);
  let targetPortGroup: number | undefined;
  let relativePort: number | undefined;
  for (const designator of designators) {
    if (designator.association !== "target-port") continue;
    if (designator.kind === "target-port-group") targetPortGroup ??= designator.group;
    if (designator.kind === "relative-target-port") relativePort ??= designator.port;
  }
  return { value: { designators, targetPortGroup, relativePort }, findings: page.findings };
}

/** Each id of the logical unit or port is compared with the first of its slot. */
function noteContradictions(page: Page, designators: readonly Designator[]): void {
  const firsts = new Map<string, string>();
  for (const designator of designators) {
    const claim = claimOf(designator);
    if (claim === undefined) continue;
    const slot = `${designator.association} ${claim.slot}`;
    const first = firsts.get(slot);
    if (first === undefined) firsts.set(slot, claim.id);
    else if (first === claim.id && !claim.isName) {
      page.note("designator-repeated", designator.offset, `${claim.slot} ${claim.id} is there twice`);
    } else if (first !== claim.id) {
      page.note(
        "designator-contradiction",
        designator.offset,
        `${claim.slot} ${claim.id} contradicts ${first}`,
      );
    }
  }
}

interface Claim {
  /** Designators of one slot must be equal. */
  readonly slot: string;
  readonly id: string;
  readonly isName: boolean;
}

function claimOf(designator: Designator): Claim | undefined {
  switch (designator.kind) {
    case "naa":
      return designator.association === "logical-unit"
        ? { slot: `naa ${designator.naa}`, id: designator.hex, isName: false }
        : undefined;
    case "eui-64":
      return designator.association === "logical-unit"
        ? { slot: `eui ${designator.hex.length}`, id: designator.hex, isName: false }
        : undefined;
    case "scsi-name":
      return designator.association === "logical-unit" ? claimOfName(designator.name) : undefined;
    case "uuid":
      return { slot: "uuid", id: designator.uuid, isName: false };
    case "md5":
      return { slot: "md5", id: designator.hex, isName: false };
    case "target-port-group":
      return { slot: "target port group", id: String(designator.group), isName: false };
    case "relative-target-port":
      return { slot: "relative target port", id: String(designator.port), isName: false };
    default:
      return undefined;
  }
}

/** `naa.` and `eui.` names are another spelling of the binary designator, so they share its slot. */
function claimOfName(name: string): Claim | undefined {
  const id = name.slice(4).toLowerCase();
  if (name.startsWith("naa.")) return { slot: `naa ${id.charAt(0)}`, id, isName: true };
  if (name.startsWith("eui.")) return { slot: `eui ${id.length}`, id, isName: true };
  return { slot: "iqn", id: name, isName: true };
}
