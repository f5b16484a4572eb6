import { describe, expect, it } from "vitest";
import { endingRetry, queueingStep, resumedSince } from "../../../core/recheck/no-path-retry.ts";

const pathless = { active: 0, queueing: true, since: 1_000, retry: 3, isSuspect: false };

describe("no_path_retry", () => {
  it.each([
    ["the time is not over", pathless, 15_999, "nothing"],
    ["the time is over", pathless, 16_000, "fail"],
    ["it has failed already", { ...pathless, queueing: false }, 60_000, "nothing"],
    ["it queues without end", { ...pathless, retry: undefined }, 9e9, "nothing"],
    ["it has a path", { ...pathless, active: 1, since: undefined }, 60_000, "nothing"],
    ["a path is back", { ...pathless, active: 1, since: undefined, queueing: false }, 60_000, "queue"],
    [
      "it queues without end, and somebody has ended that",
      { ...pathless, retry: undefined, active: 1, since: undefined, queueing: false },
      60_000,
      "nothing",
    ],
    ["its settings say fail", { ...pathless, retry: "fail" }, 1_000, "fail"],
    [
      "they say so, and a path is being identified",
      { ...pathless, retry: "fail", isSuspect: true },
      8_999,
      "nothing",
    ],
    ["that takes too long", { ...pathless, retry: "fail", isSuspect: true }, 9_000, "fail"],
    [
      "they say so, it has a path, and another one is being identified",
      { ...pathless, active: 1, since: undefined, retry: "fail", isSuspect: true },
      60_000,
      "nothing",
    ],
    [
      "they say so, and all have been identified",
      { ...pathless, active: 1, since: undefined, retry: "fail" },
      60_000,
      "fail",
    ],
  ])("where %s", (_, map, now, expected) => {
    const defined = Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));
    expect(queueingStep(defined as unknown as typeof pathless, now)).toBe(expected);
  });

  it.each([
    ["12", 12],
    ["queue", undefined],
    ["fail", "fail"],
    ["0", undefined],
    ["-1", undefined],
    ["1e9", undefined],
    [undefined, undefined],
  ])("%j is read as %j", (text, expected) => {
    expect(endingRetry(text)).toBe(expected);
  });

  it.each<[string, Parameters<typeof resumedSince>, number | undefined]>([
    ["counts anew where it had lost none before", [undefined, 5_000, 6_000], undefined],
    ["goes on, where a path has failed with its first I/O", [1_000, 5_000, 5_900], 1_000],
    ["goes on, without the time in which a path has worked", [1_000, 5_000, 14_000], 10_000],
    ["counts anew where a path has worked for long", [1_000, 5_000, 15_000], undefined],
  ])("of a map that has lost its last path again %s", (_, call, expected) => {
    expect(resumedSince(...call)).toBe(expected);
  });
});
