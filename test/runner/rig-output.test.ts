import { expect, it } from "vitest";
import { groupIntoBoots, readRigCase } from "./rig-boots.ts";
import { RigOutput } from "./rig-output.ts";

const [boot] = groupIntoBoots([readRigCase("a", ""), readRigCase("b", "")]);
const good = ["### case qjs b", "ok   fine", "1 passed, 0 failed", "### end 0 1.0"];

/** The outcome of a boot that printed these lines for case a, and something good for case b. */
function outcomeOf(lines: readonly string[], status = 0) {
  if (boot === undefined) throw new Error("no boot");
  const output = new RigOutput(boot, "log");
  for (const line of [...lines, ...good]) output.feed(line);
  const { passed, failures } = output.finish(status);
  return { passed, failures: failures.map(({ name, detail }) => [name, detail]) };
}

const a = "rig: a on trixie-main with qjs";
const begin = "### case qjs a";

it.each([
  ["passes with its checks", [begin, "ok   x", "ok   y", "2 passed, 0 failed", "### end 0 1.0"], 3, []],
  [
    "fails with the reason of each check",
    [
      begin,
      "noise",
      "ok   x",
      "FAIL y: not equal",
      "-1",
      "+2",
      "ok   z",
      "2 passed, 1 failed",
      "### end 1 1.0",
    ],
    3,
    [[`${a}: y: not equal`, "-1\n+2"]],
  ],
  ["fails when it ends early", [begin, "ok   x", "### end 3 1.0"], 2, [[a, "ended early, with status 3"]]],
  [
    "fails when it takes too long",
    [begin, "ok   x", "### end 124 9.0"],
    2,
    [[a, "took longer than its time-out"]],
  ],
  [
    "fails when it checks nothing",
    [begin, "0 passed, 0 failed", "### end 1 1.0"],
    1,
    [[a, "checked nothing"]],
  ],
  [
    "fails when its sum is not what its lines say",
    [begin, "ok   x", "2 passed, 0 failed", "### end 0 1.0"],
    2,
    [[a, "counts 2 passed, 0 failed; its lines say 1 and 0"]],
  ],
  [
    "fails when its status and its checks disagree",
    [begin, "ok   x", "1 passed, 0 failed", "### end 2 1.0"],
    2,
    [[a, "ended with status 2 though no check failed"]],
  ],
  ["fails when it never began", [], 1, [[a, "it was never begun (rig/run: status 0)"]]],
])("a case %s", (_, lines, passed, failures) => {
  expect(outcomeOf(lines)).toEqual({ passed, failures });
});

it("a guest that dies fails the case that ran and those that never began", () => {
  if (boot === undefined) throw new Error("no boot");
  const output = new RigOutput(boot, "log");
  output.feed(begin);
  output.feed("ok   x");
  expect(output.finish(125).failures.map(({ detail }) => detail)).toEqual([
    "the guest ended while it ran (rig/run: status 125)",
    "it was never begun (rig/run: status 125)",
  ]);
});

it("each case has its time by this machine's clock, whatever the guest says", () => {
  if (boot === undefined) throw new Error("no boot");
  let now = 0;
  const output = new RigOutput(boot, "log", () => now);
  for (const line of [begin, "ok   x", "1 passed, 0 failed", "### end 0 1.0", ...good]) {
    now += 2_500;
    output.feed(line);
  }
  expect(output.finish(0).cases).toEqual([
    { name: "a on trixie-main with qjs", seconds: 7.5 },
    { name: "b on trixie-main with qjs", seconds: 7.5 },
  ]);
});
