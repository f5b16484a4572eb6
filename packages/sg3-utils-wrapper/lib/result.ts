import type { Sg3Error } from "./sg3-error.ts";

/** The bytes a device answered with, as they came over the wire. Empty where the command carries no data in. */
export interface Sg3Data {
  readonly kind: "data";
  readonly bytes: Uint8Array;
}

/** The program, or the device behind it, refused. */
export interface Sg3Failed {
  readonly kind: "failed";
  readonly error: Sg3Error;
}

/** What every function of this package returns: failure is a value, nothing is thrown. */
export type Sg3Result = Sg3Data | Sg3Failed;

/** What every function of this package accepts. */
export interface Sg3Options {
  /** Milliseconds until the program is killed; `DEFAULT_TIMEOUT_MS` when absent. There is no way to have none. */
  readonly timeoutMs?: number;
  /** Directory of the sg3_utils programs; PATH is searched when absent. */
  readonly directory?: string;
}

/** 30 s: what the kernel allows one command of a disk (`/sys/block/sdX/device/timeout`). */
export const DEFAULT_TIMEOUT_MS = 30_000;
