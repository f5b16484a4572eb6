import type { Decoded } from "./decoded.ts";
import { openVpd } from "./page.ts";

/** Block limits (SBC-5 6.6.4). Lengths and counts are in logical blocks; 0 means that the device does not say. */
export interface VpdB0 {
  /** WSNZ: WRITE SAME with zero blocks is refused. */
  readonly writeSameNonZero: boolean | undefined;
  readonly maximumCompareAndWriteLength: number | undefined;
  readonly optimalTransferGranularity: number | undefined;
  readonly maximumTransferLength: number | undefined;
  readonly optimalTransferLength: number | undefined;
  readonly maximumPrefetchLength: number | undefined;
  readonly maximumUnmapBlocks: number | undefined;
  readonly maximumUnmapDescriptors: number | undefined;
  readonly optimalUnmapGranularity: number | undefined;
  /** Absent where UGAVALID is zero. */
  readonly unmapGranularityAlignment: number | undefined;
  readonly maximumWriteSameLength: bigint | undefined;
  readonly maximumAtomicTransferLength: number | undefined;
  readonly atomicAlignment: number | undefined;
  readonly atomicTransferGranularity: number | undefined;
}

/** Decodes VPD page b0h of a block device; SBC-2's short form ends behind OPTIMAL TRANSFER LENGTH. */
export function decodeVpdB0(bytes: Uint8Array): Decoded<VpdB0> {
  const page = openVpd(bytes, 0xb0, 16);
  const at = page.bytes;
  const alignment = at.u32(32);
  const value: VpdB0 = {
    writeSameNonZero: at.flag(4, 0),
    maximumCompareAndWriteLength: at.u8(5),
    optimalTransferGranularity: at.u16(6),
    maximumTransferLength: at.u32(8),
    optimalTransferLength: at.u32(12),
    maximumPrefetchLength: at.u32(16),
    maximumUnmapBlocks: at.u32(20),
    maximumUnmapDescriptors: at.u32(24),
    optimalUnmapGranularity: at.u32(28),
    unmapGranularityAlignment:
      alignment !== undefined && alignment >= 0x8000_0000 ? alignment - 0x8000_0000 : undefined,
    maximumWriteSameLength: at.u64(36),
    maximumAtomicTransferLength: at.u32(44),
    atomicAlignment: at.u32(48),
    atomicTransferGranularity: at.u32(52),
  };
  return { value, findings: page.findings };
}
