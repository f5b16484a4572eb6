import type { Untrusted } from "../bytes/untrusted.ts";
import type { Decoded } from "./decoded.ts";
import { noteLength, openBytes, readText } from "./page.ts";

/** TPGS field of standard INQUIRY (SPC-6 6.7.2). */
export type Tpgs = "none" | "implicit" | "explicit" | "both";

/** Standard INQUIRY data (SPC-6 6.7.2). Texts are without trailing blanks. */
export interface StandardInquiry {
  /** 0: connected; 1: not connected; 3: not supported. */
  readonly peripheralQualifier: number | undefined;
  /** 0: direct access block device; 31: unknown or none. */
  readonly peripheralType: number | undefined;
  readonly removable: boolean | undefined;
  /** VERSION: 5 is SPC-3, 6 SPC-4, 7 SPC-5, 13 SPC-6. */
  readonly version: number | undefined;
  readonly tpgs: Tpgs | undefined;
  readonly thirdPartyCopy: boolean | undefined;
  readonly protect: boolean | undefined;
  readonly enclosureServices: boolean | undefined;
  readonly multiPort: boolean | undefined;
  readonly commandQueuing: boolean | undefined;
  readonly vendor: Untrusted;
  readonly product: Untrusted;
  readonly revision: Untrusted;
  /** VERSION DESCRIPTORs that are not zero. */
  readonly versionDescriptors: readonly number[];
}

const TPGS: readonly Tpgs[] = ["none", "implicit", "explicit", "both"];
const FIXED = 36;

/** Decodes standard INQUIRY data; ADDITIONAL LENGTH (byte 4) says where it ends. */
export function decodeStandardInquiry(bytes: Uint8Array): Decoded<StandardInquiry> {
  const declared = 5 + (bytes[4] ?? 0);
  const page = openBytes(
    bytes,
    "inquiry",
    bytes.length < 5 ? bytes.length : Math.min(bytes.length, declared),
  );
  const at = page.bytes;
  if (bytes.length < 5)
    page.note("page-short", bytes.length, `${bytes.length} bytes, the fixed fields need ${FIXED}`);
  else noteLength(page, bytes.length, declared, FIXED);
  const qualifier = at.bits(0, 5, 3);
  if (qualifier !== undefined && qualifier !== 0) {
    page.note("peripheral-not-connected", 0, `peripheral qualifier ${qualifier}`);
  }
  const tpgs = at.bits(5, 4, 2);
  const versionDescriptors: number[] = [];
  for (let offset = 58; offset < 74; offset += 2) {
    const descriptor = at.u16(offset);
    if (descriptor !== undefined && descriptor !== 0) versionDescriptors.push(descriptor);
  }
  const value: StandardInquiry = {
    peripheralQualifier: qualifier,
    peripheralType: at.bits(0, 0, 5),
    removable: at.flag(1, 7),
    version: at.u8(2),
    tpgs: tpgs === undefined ? undefined : TPGS[tpgs],
    thirdPartyCopy: at.flag(5, 3),
    protect: at.flag(5, 0),
    enclosureServices: at.flag(6, 6),
    multiPort: at.flag(6, 4),
    commandQueuing: at.flag(7, 1),
    vendor: readText(page, 8, 8, "vendor"),
    product: readText(page, 16, 16, "product"),
    revision: readText(page, 32, 4, "revision"),
    versionDescriptors,
  };
  return { value, findings: page.findings };
}
