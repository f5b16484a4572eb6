import { describe, expect, it } from "vitest";
import { nextTest, TICK } from "../../../core/recheck/test-times.ts";

/** When a path that fails at 0 is tested, in milliseconds, if each test fails at once. */
function testsUntil(end: number): readonly number[] {
  const times: number[] = [];
  let testedAt: number | undefined;
  for (;;) {
    const next: number = nextTest({ failedAt: 0, ...(testedAt === undefined ? {} : { testedAt }) });
    if (next > end * 1_000) return times;
    times.push(next);
    testedAt = next;
  }
}

describe("a path that has failed", () => {
  const times = testsUntil(3_600);
  const gaps = times.slice(1).map((time, at) => ({ time, gap: time - (times[at] ?? 0) }));

  it("is tested after a second", () => {
    expect(times[0]).toBe(1_000);
  });

  it("is tested 1.5 s apart in the first 30 s", () => {
    expect(Math.max(...gaps.filter(({ time }) => time <= 30_000).map(({ gap }) => gap)) + TICK).toBe(1_500);
  });

  it("is never tested more than 20 s apart, and in a long outage no more often", () => {
    expect(Math.max(...gaps.map(({ gap }) => gap)) + TICK).toBe(20_000);
    expect(Math.min(...gaps.filter(({ time }) => time > 200_000).map(({ gap }) => gap)) + TICK).toBe(20_000);
  });

  it("is tested ever more rarely", () => {
    expect(gaps.map(({ gap }) => gap)).toEqual(gaps.map(({ gap }) => gap).sort((a, b) => a - b));
  });
});
