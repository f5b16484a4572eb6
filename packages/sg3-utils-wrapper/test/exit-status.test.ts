import fc from "fast-check";
import { expect, test } from "vitest";
import { explainExitStatus, inquiry, type Sg3Error, type Sg3Meaning } from "../lib/commands.ts";
import { explainExitStatus as terseExplanation } from "../lib/terse-exit-status.ts";
import { spawnStandIn } from "./stand-in.ts";

type Reason = Extract<keyof Sg3Error, `is${string}`>;
type Row = readonly [status: number, meaning: Sg3Meaning, reason?: Reason | undefined, errno?: string];

/** sg3_utils(8), EXIT STATUS. */
const ROWS: readonly Row[] = [
  [1, "syntax-error"],
  [2, "not-ready", "isNotReady"],
  [3, "medium-or-hardware-error"],
  [5, "illegal-request", "isUnsupported"],
  [6, "unit-attention", "isUnitAttention"],
  [7, "data-protect"],
  [9, "invalid-opcode", "isUnsupported"],
  [10, "copy-aborted"],
  [11, "aborted-command"],
  [12, "standby", "isNotReady"],
  [13, "unavailable", "isNotReady"],
  [14, "miscompare"],
  [15, "file-error"],
  [16, "becoming-ready", "isNotReady"],
  [17, "illegal-request", "isUnsupported"],
  [18, "medium-or-hardware-error"],
  [19, "invalid-parameter"],
  [20, "no-sense"],
  [21, "recovered-error"],
  [22, "lba-out-of-range"],
  [24, "reservation-conflict", "isReservationConflict"],
  [25, "condition-met"],
  [26, "busy"],
  [27, "task-set-full"],
  [28, "aca-active"],
  [29, "task-aborted"],
  [31, "contradicting-options"],
  [32, "logic-error"],
  [33, "command-timeout", "isTimeout"],
  [34, "os-error"],
  [35, "transport-error"],
  [36, "reports-false"],
  [40, "protection-error"],
  [41, "protection-error"],
  [47, "lock-error"],
  [48, "nvme-status"],
  [49, "wild-residual"],
  [50, "os-error"],
  [51, "os-error", undefined, "EPERM"],
  [52, "os-error", "isAbsent", "ENOENT"],
  [55, "os-error", undefined, "EIO"],
  [56, "os-error", "isAbsent", "ENXIO"],
  [62, "os-error", undefined, "ENOMEM"],
  [63, "os-error", undefined, "EACCES"],
  [66, "os-error", undefined, "EBUSY"],
  [69, "os-error", "isAbsent", "ENODEV"],
  [75, "os-error", undefined, "ENOTTY"],
  [84, "os-error", undefined, "ERANGE"],
  [96, "os-error"],
  [97, "malformed-response"],
  [98, "other-sense"],
  [99, "other-error"],
  [100, "unknown-status"],
  [126, "not-executable"],
  [127, "missing-program", "isMissingProgram"],
  [139, "killed", "isKilled"],
  [255, "unknown-status"],
];

test.each(ROWS)("status %i means %s", async (status, meaning, reason, errno) => {
  const spawn = spawnStandIn("exits-with", { FAKE_STATUS: `${status}`, FAKE_STDERR: "said so" });
  const result = await inquiry(spawn, "/dev/sda");
  if (result.kind !== "failed") throw new Error("no failure");
  const { error } = result;
  expect(error).toMatchObject({ program: "sg_inq", status, meaning, stderr: "said so" });
  expect(error.errno).toBe(errno);
  const reasons = Object.entries(error).filter(([key, value]) => key.startsWith("is") && value === true);
  expect(reasons.map(([key]) => key)).toEqual(reason === undefined ? [] : [reason]);
});

test("every status has a meaning, a sentence and a next step", () => {
  fc.assert(
    fc.property(fc.integer(), (status) => {
      const { meaning, sentence, next } = explainExitStatus(status);
      expect(meaning).toMatch(/^[a-z-]+$/);
      expect(sentence.length * next.length).toBeGreaterThan(0);
    }),
  );
});

test("the terse explanation has the same meaning for every status", () => {
  for (let status = -1; status < 300; status++) {
    const { meaning, errno } = explainExitStatus(status);
    const terse = terseExplanation(status);
    expect([status, terse.meaning, terse.errno]).toEqual([status, meaning, errno]);
    expect(terse.sentence.length * terse.next.length).toBeGreaterThan(0);
  }
});
