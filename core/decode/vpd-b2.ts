import type { Decoded } from "./decoded.ts";
import type { Designator } from "./designator.ts";
import { decodeDesignators } from "./designators.ts";
import { openVpd } from "./page.ts";

/** PROVISIONING TYPE (SBC-5 6.6.7). */
export type Provisioning = "not-reported" | "resource" | "thin";

/** Logical block provisioning (SBC-5 6.6.7). */
export interface VpdB2 {
  /** One threshold set is 2 to this many blocks. */
  readonly thresholdExponent: number | undefined;
  readonly unmap: boolean | undefined;
  readonly writeSame16: boolean | undefined;
  readonly writeSame10: boolean | undefined;
  /** LBPRZ: what an unmapped block reads as, 0: unknown, 1 or more: zeros, 2: the provisioning pattern. */
  readonly readsZeros: number | undefined;
  readonly anchored: boolean | undefined;
  readonly provisioning: Provisioning | undefined;
  readonly minimumPercentage: number | undefined;
  readonly thresholdPercentage: number | undefined;
  /** PROVISIONING GROUP DESCRIPTOR, where DP says that it is there. */
  readonly group: Designator | undefined;
}

const PROVISIONING: readonly Provisioning[] = ["not-reported", "resource", "thin"];

/** Decodes VPD page b2h of a block device. */
export function decodeVpdB2(bytes: Uint8Array): Decoded<VpdB2> {
  const page = openVpd(bytes, 0xb2, 8);
  const at = page.bytes;
  const type = at.bits(6, 0, 3);
  if (type !== undefined && type > 2) page.note("field-reserved", 6, `provisioning type ${type}`);
  const hasGroup = at.flag(5, 0) === true;
  const value: VpdB2 = {
    thresholdExponent: at.u8(4),
    unmap: at.flag(5, 7),
    writeSame16: at.flag(5, 6),
    writeSame10: at.flag(5, 5),
    readsZeros: at.bits(5, 2, 3),
    anchored: at.flag(5, 1),
    provisioning: type === undefined ? undefined : PROVISIONING[type],
    minimumPercentage: at.bits(6, 3, 5),
    thresholdPercentage: at.u8(7),
    group: hasGroup ? decodeDesignators(page, 8)[0] : undefined,
  };
  return { value, findings: page.findings };
}
