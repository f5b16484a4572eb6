import { describe, expect, it } from "vitest";
import { completedRequests, isIdle } from "../../../core/recheck/idle-paths.ts";

describe("what a disk has completed", () => {
  it.each([
    ["reads and writes", "7 0 56 1 5 0 40 2 0 3 3", 12],
    ["discards and flushes of later kernels, too", "7 0 56 1 5 0 40 2 0 3 3 2 0 8 0 4 1", 18],
    ["nothing where it is no number", "x y z w v", undefined],
    ["nothing where there is no text", undefined, undefined],
    ["nothing of an empty text", "", undefined],
  ])("is the sum of %s", (_, stat, expected) => {
    expect(completedRequests(stat)).toBe(expected);
  });

  it.each<[string, string | undefined, [string, number][], [string, number][], boolean]>([
    ["has completed as many as before", "9", [["9", 4]], [["9", 4]], true],
    ["has completed more", "9", [["9", 4]], [["9", 5]], false],
    ["was not there before", "9", [], [["9", 5]], true],
    ["cannot be counted", "9", [["9", 4]], [], true],
    ["has no diskseq", undefined, [["9", 4]], [["9", 5]], true],
  ])("a disk that %s is idle: %s", (_, diskseq, before, now, expected) => {
    expect(isIdle(diskseq, new Map(before), new Map(now))).toBe(expected);
  });
});
