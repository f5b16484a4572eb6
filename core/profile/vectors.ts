import { parseHex } from "../bytes/hex.ts";
import type { Tpgs } from "../decode/standard-inquiry.ts";
import { decodeStandardInquiry } from "../decode/standard-inquiry.ts";
import type { Bus, Locate, Transport, WrittenSettings } from "./profile.ts";
import type { ClaimPolicy } from "./settings.ts";

/**
 * What a device returned, and what must be made of it: `vendor-profiles/schema/vectors.schema.json` describes
 * each key.
 */
export interface Vector {
  readonly title: string;
  readonly origin: "captured" | "constructed";
  /** Hex; absent for NVMe. */
  readonly inquiry?: string;
  /** What an NVMe controller says of itself, in place of INQUIRY. */
  readonly nvme?: { readonly model: string; readonly firmware: string };
  /** VPD pages by code, hex. */
  readonly vpd?: Readonly<Record<string, string>>;
  readonly dh_state?: string;
  readonly transport?: Transport;
  readonly expect: {
    readonly profile?: string;
    readonly claim: ClaimPolicy;
    readonly wwid?: string;
    readonly settings?: WrittenSettings;
  };
}

/** The vectors beside a profile, with the file they came from. */
export interface VectorFile {
  readonly path: string;
  readonly locate: Locate;
  /** Path of the profile that they lie beside. */
  readonly profilePath: string;
  readonly vectors: readonly Vector[];
}

/** What matching needs of a device. */
export interface VectorDevice {
  readonly bus: Bus;
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
  readonly tpgs: Tpgs;
}

/**
 * The strings and TPGS of standard INQUIRY data in hex, or what an NVMe controller says; undefined when it is no hex or shorter
 * than the fixed 36 bytes.
 */
export function readVectorDevice({ inquiry = "", nvme }: Vector): VectorDevice | undefined {
  if (nvme !== undefined)
    return { bus: "nvme", vendor: "NVME", product: nvme.model, revision: nvme.firmware, tpgs: "none" };
  const parsed = parseHex(inquiry);
  if (parsed.kind === "error" || parsed.bytes.length < 36) return undefined;
  const { vendor, product, revision, tpgs = "none" } = decodeStandardInquiry(parsed.bytes).value;
  return { bus: "scsi", vendor, product, revision, tpgs };
}
