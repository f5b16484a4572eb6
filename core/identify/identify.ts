import type { Decoded } from "../decode/decoded.ts";
import { decodeStandardInquiry, type StandardInquiry } from "../decode/standard-inquiry.ts";
import { decodeVpd80, type Vpd80 } from "../decode/vpd-80.ts";
import { decodeVpd83, type Vpd83 } from "../decode/vpd-83.ts";
import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { given } from "../values/given.ts";
import type { Identity } from "./identity.ts";
import { kernelIdOf } from "./kernel-id.ts";
import { rankMultipath } from "./multipath-wwid.ts";
import { scsiIdOf } from "./scsi-id.ts";
import { type Sg3Sources, sg3IdOf } from "./sg3-id.ts";
import { doubtsOf } from "./uniqueness.ts";

/** The pages an identity is made of, as read; what a device lacks is absent. */
export interface IdentityPages {
  readonly inquiry?: Uint8Array | undefined;
  readonly vpd80?: Uint8Array | undefined;
  readonly vpd83?: Uint8Array | undefined;
}

/** The same pages, decoded. */
export interface DecodedIdentityPages {
  readonly inquiry?: Decoded<StandardInquiry>;
  readonly vpd80?: Decoded<Vpd80>;
  readonly vpd83?: Decoded<Vpd83>;
}

/** Decodes the pages that are there. */
export function decodeIdentityPages({ inquiry, vpd80, vpd83 }: IdentityPages): DecodedIdentityPages {
  return given({
    inquiry: inquiry && decodeStandardInquiry(inquiry),
    vpd80: vpd80 && decodeVpd80(vpd80),
    vpd83: vpd83 && decodeVpd83(vpd83),
  });
}

/**
 * Names one LUN in all its spellings. Never fails: without a usable designator `wwid` is absent and a finding says
 * so. `sg3Sources` is how sg3_utils' rules are configured on the host; `decoded` are the pages, where they have been decoded already.
 */
export function identify(
  pages: IdentityPages,
  sg3Sources: Sg3Sources = "T",
  decoded = decodeIdentityPages(pages),
): Identity {
  const { inquiry, vpd80, vpd83 } = decoded;
  const designators = vpd83?.value.designators ?? [];
  const findings = [inquiry, vpd80, vpd83].flatMap((page) => page?.findings ?? []);
  const ranked = rankMultipath(designators);
  const best = ranked[0];
  const doubts = best === undefined ? [] : doubtsOf(best);
  for (const doubt of doubts) {
    findings.push(diagnose(doubt.code, "vpd-83", doubt.message, { place: { offset: doubt.offset } }));
  }
  if (best === undefined)
    findings.push(diagnose("identity-missing", "vpd-83", "no designator can be the WWID"));
  const kernelId = kernelIdOf(designators);
  const scsiId = scsiIdOf(pages, designators);
  const sg3Id = sg3IdOf(pages, designators, sg3Sources);
  return {
    ...given({ wwid: best?.wwid, kernelId, scsiId, sg3Id }),
    candidates: [...new Set(ranked.map((spelled) => spelled.wwid))],
    designators,
    unique: best !== undefined && doubts.length === 0 && !findings.some(isContradiction),
    findings,
  };
}

/** A logical unit that gives itself two ids of one kind: one of them may be another LUN's. */
function isContradiction(finding: Diagnostic): boolean {
  return finding.code === "designator-contradiction";
}
