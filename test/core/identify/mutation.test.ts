import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identify } from "../../../core/identify/identify.ts";
import type { Identity } from "../../../core/identify/identity.ts";
import { compareSiblings, designatorSet } from "../../../core/identify/siblings.ts";
import { type Mutation, mutate, mutations, propertyRuns } from "../decode/mutation.ts";
import { corpus } from "./lun-corpus.ts";

const identities = new Map(corpus.map(({ wwid, page }) => [wwid, identify({ vpd83: page })]));
const runs = Math.ceil(propertyRuns / 10);
const isThorough = propertyRuns >= 1_000_000;
/** LUNs of one family stand this far apart in the corpus. */
const FAMILIES = 9;

/** The other LUN whose WWID the mutated page gives, where it gives one. */
function impersonated(own: string, mutated: Identity): Identity | undefined {
  return mutated.wwid === undefined || mutated.wwid === own ? undefined : identities.get(mutated.wwid);
}

/**
 * Whether a page may pass for another LUN's: page 83 carries no checksum, so a page that carries exactly the other
 * LUN's designators is the other LUN's. Anything less must be found out, by the page alone or beside a path that has the WWID.
 */
function isFoundOut(other: Identity, mutated: Identity): boolean {
  const isOthersOwn = designatorSet(other).join() === designatorSet(mutated).join();
  return isOthersOwn || mutated.findings.length > 0 || compareSiblings(other, mutated, "sda") !== undefined;
}

describe("the corpus of LUNs", () => {
  it.each(corpus)("gives its WWID without a finding: $title", ({ page, wwid }) => {
    const identity = identify({ vpd83: page });
    expect(identity).toMatchObject({ wwid, unique: true, findings: [] });
  });

  it("has no WWID twice", () => {
    expect(identities.size).toBe(corpus.length);
  });
});

describe("no mutation of page 83 gives another LUN's WWID unnoticed", () => {
  it("holds for flipped bits, truncations and wrong lengths anywhere", () => {
    fc.assert(
      fc.property(fc.constantFrom(...corpus), mutations, ({ page, wwid }, mutation) => {
        const mutated = identify({ vpd83: mutate(page, mutation) });
        const other = impersonated(wwid, mutated);
        return other === undefined || isFoundOut(other, mutated);
      }),
      { numRuns: runs },
    );
  }, 120_000);

  it("holds for every single bit of every page", () => {
    let hits = 0;
    for (const { page, wwid } of corpus) {
      for (let bit = 0; bit < page.length * 8; bit++) {
        const flipped: Mutation = { flips: [[bit >> 3, 1 << (bit & 7)]] };
        const mutated = identify({ vpd83: mutate(page, flipped) });
        const other = impersonated(wwid, mutated);
        if (other === undefined) continue;
        hits += 1;
        expect(isFoundOut(other, mutated)).toBe(true);
      }
    }
    // Neighbours of one array are one bit apart, so the check is not idle.
    expect(hits).toBeGreaterThan(50);
  });

  it("is noticed by the page alone when the bytes of its ids are whole", () => {
    for (const { page, wwid } of corpus) {
      const missed: number[] = [];
      for (const offset of structureOf(page)) {
        for (const value of wrongValues(page[offset] ?? 0)) {
          const changed = Uint8Array.from(page);
          changed[offset] = value;
          const mutated = identify({ vpd83: changed });
          if (impersonated(wwid, mutated) !== undefined && mutated.findings.length === 0) missed.push(offset);
        }
      }
      expect(missed).toEqual([]);
    }
  }, 240_000);

  it("is noticed by the page alone when the page is cut, at every length", () => {
    for (const { page } of corpus) {
      for (let length = 0; length < page.length; length++) {
        expect(identify({ vpd83: page.subarray(0, length) }).findings).not.toEqual([]);
      }
    }
  });

  it("is noticed by the page alone when a page begins as one LUN's and ends as another's", () => {
    for (const [first, one] of corpus.entries()) {
      for (const [second, two] of corpus.entries()) {
        if (!isThorough && (second - first) % FAMILIES !== 0) continue;
        for (let at = 4; at < one.page.length; at++) {
          const spliced = Uint8Array.from([...one.page.subarray(0, at), ...two.page.subarray(at)]);
          const mutated = identify({ vpd83: spliced });
          const other = impersonated(one.wwid, mutated);
          if (other !== undefined) expect(isFoundOut(other, mutated)).toBe(true);
        }
      }
    }
  }, 240_000);
});

/** Every other value of a byte; in the daily run those one bit away and those of neighbouring lengths. */
function wrongValues(value: number): readonly number[] {
  if (isThorough) return Array.from({ length: 256 }, (_, index) => index);
  const flipped = Array.from({ length: 8 }, (_, bit) => value ^ (1 << bit));
  return [...flipped, ...[-8, -4, -2, -1, 1, 2, 4, 8].map((step) => (value + step + 256) % 256)];
}

/** Offsets of the page header and of all designator headers. */
function structureOf(page: Uint8Array): readonly number[] {
  const offsets = [1, 2, 3];
  for (const { offset } of identify({ vpd83: page }).designators)
    offsets.push(offset, offset + 1, offset + 2, offset + 3);
  return offsets;
}
