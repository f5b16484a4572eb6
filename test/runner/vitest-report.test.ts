import { expect, it } from "vitest";
import { readVitestReport } from "./vitest-report.ts";

const test = (status: string, ...failureMessages: string[]) => ({ fullName: "x", status, failureMessages });
const file = (status: string, ...assertionResults: unknown[]) => ({
  name: "/here/test/a.test.ts",
  status,
  message: "",
  assertionResults,
});

it.each([
  ["counts tests", [file("passed", test("passed"), test("passed"))], 0, 2, []],
  [
    "names a failure",
    [file("failed", test("passed"), test("failed", "Error: 1 is not 2\n    at a.ts:1"))],
    1,
    1,
    [["test/a.test.ts: x", "Error: 1 is not 2"]],
  ],
  [
    "takes a skipped test for a failure",
    [file("passed", test("pending"))],
    0,
    0,
    [["test/a.test.ts: x", "was not run (pending)"]],
  ],
  [
    "takes a file that did not load for a failure",
    [{ ...file("failed"), message: "no such module" }],
    1,
    0,
    [["test/a.test.ts", "no such module"]],
  ],
  ["takes an empty file for a failure", [file("passed")], 0, 0, [["test/a.test.ts", "has no test"]]],
  [
    "notices a stray error",
    [file("passed", test("passed"))],
    1,
    1,
    [["vitest", "ended with status 1 though no test failed"]],
  ],
])("%s", (_, testResults, status, passed, failures) => {
  const outcome = readVitestReport(JSON.stringify({ testResults }), "/here", status, "log");
  expect(outcome.passed).toBe(passed);
  expect(outcome.failures.map(({ name, detail }) => [name, detail])).toEqual(failures);
});

it("takes a missing report for a failure", () => {
  expect(readVitestReport("", "/here", 1, "log").failures).toHaveLength(1);
});
