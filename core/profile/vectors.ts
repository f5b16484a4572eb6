import type { Tpgs, Transport } from "../topology/path.ts";
import type { Locate, WrittenSettings } from "./profile.ts";
import type { ClaimPolicy } from "./settings.ts";

/** What a device returned, and what must be made of it: `vendor-profiles/schema/vectors.schema.json` describes each key. */
export interface Vector {
  readonly title: string;
  readonly origin: "captured" | "constructed";
  /** Hex. */
  readonly inquiry: string;
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

/** What matching needs of standard INQUIRY data. */
export interface VectorDevice {
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
  readonly tpgs: Tpgs;
}

const TPGS: readonly Tpgs[] = ["none", "implicit", "explicit", "both"];

/** Reads the strings and TPGS from standard INQUIRY data in hex (SPC-6 6.7.2); undefined when it is shorter than 36 bytes. */
export function readVectorDevice(hex: string): VectorDevice | undefined {
  const bytes = (hex.replaceAll(" ", "").match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16));
  if (bytes.length < 36) return undefined;
  const text = (from: number, to: number): string => String.fromCharCode(...bytes.slice(from, to));
  return {
    vendor: text(8, 16),
    product: text(16, 32),
    revision: text(32, 36),
    tpgs: TPGS[((bytes[5] ?? 0) >> 4) & 3] ?? "none",
  };
}
