import { describe, expect, it } from "vitest";
import { sampleDecision, sampleMap, samplePaths } from "../sample-path.ts";
import { planOf } from "./plan-of.ts";

describe("the generation of a plan", () => {
  const live = sampleMap(["8:0", "8:16"]);
  const base = planOf(samplePaths(2), [live]).generation;

  it("stays when only what does not matter moves", () => {
    expect(base).toMatch(/^[0-9a-f]{16}$/);
    expect(planOf([...samplePaths(2)].reverse(), [{ ...live, dm: "dm-7" }]).generation).toBe(base);
  });

  it.each([
    ["a path", planOf(samplePaths(3), [live])],
    [
      "an access state",
      planOf(
        samplePaths(2, () => ({ access: { state: "standby", preferred: false, source: "rtpg" } })),
        [live],
      ),
    ],
    ["the table", planOf(samplePaths(2), [sampleMap(["8:0"])])],
    ["who has it open", planOf(samplePaths(2), [{ ...live, openCount: 1 }])],
    ["a decision", planOf(samplePaths(2), [live], { decisions: [sampleDecision({ alias: "x" })] })],
  ])("moves on with %s", (_what, plan) => {
    expect(plan.generation).not.toBe(base);
  });
});
