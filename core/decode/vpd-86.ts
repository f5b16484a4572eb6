import type { Decoded } from "./decoded.ts";
import { openVpd } from "./page.ts";

/** Extended INQUIRY data (SPC-6 7.7.7): the fields that matter to paths, integrity and ordering. */
export interface Vpd86 {
  /** SPT, supported protection types as coded by the table of the clause. */
  readonly supportedProtectionTypes: number | undefined;
  readonly guardCheck: boolean | undefined;
  readonly applicationTagCheck: boolean | undefined;
  readonly referenceTagCheck: boolean | undefined;
  readonly headOfQueue: boolean | undefined;
  readonly ordered: boolean | undefined;
  readonly simple: boolean | undefined;
  readonly priority: boolean | undefined;
  readonly volatileCache: boolean | undefined;
  readonly nonVolatileCache: boolean | undefined;
  /** LUICLR: a logical unit I_T nexus clear unit attention is made once for all. */
  readonly luIClear: boolean | undefined;
  readonly referralsSupported: boolean | undefined;
  /** Minutes an extended self-test takes; 0 when not given. */
  readonly extendedSelfTestMinutes: number | undefined;
  /** Bytes; 0 means that the device does not say. */
  readonly maximumSenseLength: number | undefined;
}

/** Decodes VPD page 86h. */
export function decodeVpd86(bytes: Uint8Array): Decoded<Vpd86> {
  const page = openVpd(bytes, 0x86, 14);
  const at = page.bytes;
  const value: Vpd86 = {
    supportedProtectionTypes: at.bits(4, 3, 3),
    guardCheck: at.flag(4, 2),
    applicationTagCheck: at.flag(4, 1),
    referenceTagCheck: at.flag(4, 0),
    headOfQueue: at.flag(5, 2),
    ordered: at.flag(5, 1),
    simple: at.flag(5, 0),
    priority: at.flag(5, 3),
    volatileCache: at.flag(6, 0),
    nonVolatileCache: at.flag(6, 1),
    luIClear: at.flag(7, 0),
    referralsSupported: at.flag(8, 4),
    extendedSelfTestMinutes: at.u16(10),
    maximumSenseLength: at.u8(13),
  };
  return { value, findings: page.findings };
}
