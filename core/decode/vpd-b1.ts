import type { Decoded } from "./decoded.ts";
import { openVpd } from "./page.ts";

/** MEDIUM ROTATION RATE (SBC-5 6.6.2): revolutions per minute, none at all, or not said. */
export type Rotation =
  | { readonly kind: "not-reported" }
  | { readonly kind: "non-rotating" }
  | { readonly kind: "rotating"; readonly rpm: number };

/** Block device characteristics (SBC-5 6.6.2). */
export interface VpdB1 {
  readonly rotation: Rotation | undefined;
  readonly productType: number | undefined;
  /** NOMINAL FORM FACTOR as coded by the table of the clause. */
  readonly nominalFormFactor: number | undefined;
  /** 0: not said or none; 1: host aware; 2: drive managed. */
  readonly zoned: number | undefined;
  readonly forceUnitAccessBehaviour: boolean | undefined;
  readonly verifyByteCheckUnmapped: boolean | undefined;
  /** Seconds. */
  readonly depopulationTime: number | undefined;
}

/** Decodes VPD page b1h of a block device. */
export function decodeVpdB1(bytes: Uint8Array): Decoded<VpdB1> {
  const page = openVpd(bytes, 0xb1, 8);
  const at = page.bytes;
  const rate = at.u16(4);
  if (rate !== undefined && ((rate > 1 && rate < 0x401) || rate === 0xffff)) {
    page.note("field-reserved", 4, `medium rotation rate ${rate}`);
  }
  const value: VpdB1 = {
    rotation: rate === undefined ? undefined : rotationOf(rate),
    productType: at.u8(6),
    nominalFormFactor: at.bits(7, 0, 4),
    zoned: at.bits(8, 4, 2),
    forceUnitAccessBehaviour: at.flag(8, 1),
    verifyByteCheckUnmapped: at.flag(8, 0),
    depopulationTime: at.u32(12),
  };
  return { value, findings: page.findings };
}

function rotationOf(rate: number): Rotation {
  if (rate === 1) return { kind: "non-rotating" };
  return rate < 0x401 || rate === 0xffff ? { kind: "not-reported" } : { kind: "rotating", rpm: rate };
}
