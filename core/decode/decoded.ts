import type { Diagnostic } from "../diagnostic/diagnostic.ts";

/**
 * What a decoder makes of bytes: a value, always, and what was odd about them.
 * A field that the bytes did not reach is absent (undefined) in the value. Places of findings carry byte offsets.
 */
export interface Decoded<T> {
  readonly value: T;
  readonly findings: readonly Diagnostic[];
}
