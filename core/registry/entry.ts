import type { Diagnostic } from "../diagnostic/diagnostic.ts";

/** What is remembered of one LUN. */
export interface RegistryEntry {
  readonly wwid: string;
  readonly alias?: string;
  /** 512-byte sectors at the last assembly. */
  readonly sectors?: number;
  /** Unit serial number (VPD 80). */
  readonly serial?: string;
  /** Number of paths last seen. */
  readonly paths?: number;
  /** Last good table, `0 <sectors> multipath …`. */
  readonly table?: string;
  /** Digest of the settings it was assembled with (`settingsDigest`). */
  readonly settings?: string;
  readonly profile?: string;
  /** Every other spelling of the id that was ever seen. */
  readonly ids: readonly string[];
  /** Keys that this release does not know, kept as they are. */
  readonly unknown: Readonly<Record<string, string>>;
}

export interface ParsedRegistryEntry {
  /** Absent where the file names no WWID or has a format that cannot be read. */
  readonly entry?: RegistryEntry;
  readonly findings: readonly Diagnostic[];
}

/** Reads a registry file; `file` is its name for the findings. Broken lines are findings, the rest counts. */
export declare function parseRegistryEntry(text: string, file: string): ParsedRegistryEntry;
