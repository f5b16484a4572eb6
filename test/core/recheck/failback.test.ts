import { describe, expect, it } from "vitest";
import {
  type FailbackState,
  failbackStep,
  isBetterDisabled,
  lateFailback,
} from "../../../core/recheck/failback.ts";

const second = { current: 2, usable: [true, true] };
const waiting = (since: number): FailbackState => ({ usable: [true, true], better: { group: 1, since } });
const wasDead: FailbackState = { usable: [false, true] };

describe("failback", () => {
  it.each<[string, Parameters<typeof failbackStep>, number | undefined]>([
    ["to the best group when its seconds are over", [10, second, waiting(1_000), 11_000], 1],
    ["not before", [10, second, waiting(1_000), 10_999], undefined],
    ["not where its time begins only now", [10, second, wasDead, 60_000], undefined],
    ["not where the best group is in use", [10, { ...second, current: 1 }, waiting(0), 99_000], undefined],
    [
      "not where the best group has no path",
      [10, { current: 2, usable: [false, true] }, undefined, 9e9],
      undefined,
    ],
    [
      "to the best of those that have one",
      [
        10,
        { current: 3, usable: [false, true, true] },
        { usable: [], better: { group: 2, since: 0 } },
        10_000,
      ],
      2,
    ],
    [
      "anew where another group became the best",
      [
        10,
        { current: 3, usable: [true, true, true] },
        { usable: [], better: { group: 2, since: 0 } },
        99_000,
      ],
      undefined,
    ],
    ["followover, when the first path of the group has come back", ["followover", second, wasDead, 0], 1],
    [
      "followover, not where the group had a path all the time",
      ["followover", second, waiting(0), 9e9],
      undefined,
    ],
    ["followover, not where nobody has looked before", ["followover", second, undefined, 9e9], undefined],
    ["not where no group is in use", [10, { current: 0, usable: [true, true] }, waiting(0), 9e9], undefined],
  ])("changes over %s", (_, call, expected) => {
    expect(failbackStep(...call).group).toBe(expected);
  });

  it.each([
    ["immediate", [true, false], true],
    ["30", [true, false], true],
    ["manual", [true, false], false],
    ["followover", [true, false], false],
    [undefined, [true, false], false],
    ["immediate", [false, true], false],
  ])("has a map with %s whose disabled groups are %j looked at: %j", (failback, disabled, expected) => {
    expect(isBetterDisabled(failback, { ...second, disabled })).toBe(expected);
  });

  it.each([
    ["followover", "followover"],
    ["30", 30],
    ["immediate", undefined],
    ["manual", undefined],
    ["0", undefined],
    ["-3", undefined],
    [undefined, undefined],
  ])("%j of the registry is read as %j", (text, expected) => {
    expect(lateFailback(text)).toBe(expected);
  });
});
