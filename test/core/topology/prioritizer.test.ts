import { expect, it } from "vitest";
import type { AccessState } from "../../../core/decode/rtpg.ts";
import type { Prioritizer } from "../../../core/profile/settings.ts";
import { prioritize } from "../../../core/topology/prioritizer.ts";

const weights: readonly (readonly [AccessState, number, number, number])[] = [
  ["active/optimized", 50, 50, 130],
  ["active/non-optimized", 10, 90, 90],
  ["lba-dependent", 5, 85, 85],
  ["standby", 1, 81, 81],
  ["unavailable", 0, 80, 80],
  ["offline", 0, 80, 80],
  ["transitioning", 0, 80, 80],
];
const cases = (["sysfs", "alua", "ana"] satisfies Prioritizer[]).flatMap((prioritizer) =>
  weights.map((weight) => [prioritizer, ...weight] as const),
);

it.each(cases)(
  "%s weighs %s as %i, preferred %i, exclusively preferred %i",
  (prioritizer, state, plain, preferred, exclusive) => {
    const access = { state, source: "sysfs" } as const;
    expect(prioritize(prioritizer, {}, { ...access, preferred: false })).toBe(plain);
    expect(prioritize(prioritizer, {}, { ...access, preferred: true })).toBe(preferred);
    expect(prioritize(prioritizer, { exclusive_pref_bit: true }, { ...access, preferred: true })).toBe(
      exclusive,
    );
  },
);

it("const weighs every path as 1", () => {
  expect(prioritize("const", {}, undefined)).toBe(1);
});

it("ana weighs as 1 what knows no asymmetric access", () => {
  expect(prioritize("ana", {}, undefined)).toBe(1);
});

it("has no priority for a path whose state is not known", () => {
  expect(prioritize("alua", {}, undefined)).toBe(-1);
});
