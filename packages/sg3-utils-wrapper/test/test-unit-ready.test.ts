import { expect, test } from "vitest";
import { testUnitReady } from "../lib/commands.ts";

const answer = (status: number, text: string, count: number) =>
  testUnitReady(
    async () => ({ status, timedOut: false, stdout: new TextEncoder().encode(text), stderr: "" }),
    "/dev/sda",
    { count },
  );

test.each([
  ["one command that is ready", 1, "", 0],
  ["three that are ready", 3, "Completed 3 Test Unit Ready commands with 0 errors\n", 0],
  ["two of which one is refused", 2, "Completed 2 Test Unit Ready commands with 1 errors\n", 1],
])("%s", async (_name, count, text, errors) => {
  expect(await answer(0, text, count)).toEqual({ kind: "data", bytes: new Uint8Array(0), errors });
});

test("one command that is refused is the error", async () => {
  expect(await answer(12, "Not ready\n", 1)).toMatchObject({
    kind: "failed",
    error: { meaning: "standby", isNotReady: true },
  });
});

test("several commands without a count of errors are no answer", async () => {
  expect(await answer(0, "", 2)).toMatchObject({
    kind: "failed",
    error: { meaning: "unreadable-output" },
  });
});
