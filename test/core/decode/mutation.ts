import fc from "fast-check";

/** Changes to a page, as numbers so that a failure shrinks to the smallest change that still fails. */
export interface Mutation {
  /** Bytes to change: where (modulo the length) and by which bits. */
  readonly flips: readonly (readonly [at: number, bits: number])[];
  /** Bytes to keep, modulo one more than the length. */
  readonly keep?: number | undefined;
  /** A byte to set to a length that is wrong. */
  readonly wrong?: readonly [at: number, value: number] | undefined;
}

const flip = fc.tuple(fc.nat({ max: 4095 }), fc.integer({ min: 1, max: 255 }));

/** Flipped bytes, a truncation, a wrong length: each may be there or not. */
export const mutations: fc.Arbitrary<Mutation> = fc.record({
  flips: fc.array(flip, { maxLength: 3 }),
  keep: fc.option(fc.nat({ max: 4096 }), { nil: undefined, freq: 2 }),
  wrong: fc.option(fc.tuple(fc.nat({ max: 255 }), fc.nat({ max: 255 })), { nil: undefined, freq: 2 }),
});

/** The page after its mutation; another array. */
export function mutate(page: Uint8Array, { flips, keep, wrong }: Mutation): Uint8Array {
  const changed = Uint8Array.from(page);
  for (const [at, bits] of flips) changed[at % page.length] = (changed[at % page.length] ?? 0) ^ bits;
  if (wrong !== undefined) changed[wrong[0] % page.length] = wrong[1];
  return keep === undefined ? changed : changed.slice(0, keep % (page.length + 1));
}

/**
 * Inputs of a property run over all decoders together. A million by default; the daily run takes a tenth. Set
 * PATHPLUG_PROPERTY_RUNS for another number.
 */
export const propertyRuns = Number(
  process.env.PATHPLUG_PROPERTY_RUNS ?? (process.env.PATHPLUG_TEST === "fast" ? 100_000 : 1_000_000),
);
