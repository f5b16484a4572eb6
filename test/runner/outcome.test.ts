import { expect, it } from "vitest";
import { renderSummary } from "./outcome.ts";

it("the summary: what failed and where to look, the slowest cases first, the stages, and the sums last", () => {
  const stages = [
    { name: "lint", seconds: 2.4 },
    { name: "rig main", seconds: 100 },
  ];
  const cases = [
    { name: "short", seconds: 10 },
    { name: "long", seconds: 90 },
  ];
  const outcome = { passed: 2, failures: [{ name: "rig: a", detail: "-1\n+2", log: "a.log" }], cases };
  expect(renderSummary(outcome, stages).split("\n")).toEqual([
    "FAILED rig: a",
    "    -1",
    "    +2",
    "    see a.log",
    "",
    "slowest: long 90 s, short 10 s",
    "lint 2 s, rig main 100 s; together 102 s",
    "2 passed, 1 failed",
  ]);
});
