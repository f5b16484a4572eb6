import { errnoName } from "./errno.ts";
import type { StatusMeaning } from "./exit-status.ts";
import type { Sg3Meaning } from "./meaning.ts";

/**
 * `explainExitStatus` for programs that are read at every start and tell no person what a status means (condition `terse`): the
 * same meanings as in `exit-status.ts`, which a test compares, and a sentence that names the status.
 */
const MEANINGS: Readonly<Record<number, Sg3Meaning>> = {
  1: "syntax-error",
  2: "not-ready",
  3: "medium-or-hardware-error",
  5: "illegal-request",
  6: "unit-attention",
  7: "data-protect",
  9: "invalid-opcode",
  10: "copy-aborted",
  11: "aborted-command",
  12: "standby",
  13: "unavailable",
  14: "miscompare",
  15: "file-error",
  16: "becoming-ready",
  17: "illegal-request",
  18: "medium-or-hardware-error",
  19: "invalid-parameter",
  20: "no-sense",
  21: "recovered-error",
  22: "lba-out-of-range",
  24: "reservation-conflict",
  25: "condition-met",
  26: "busy",
  27: "task-set-full",
  28: "aca-active",
  29: "task-aborted",
  31: "contradicting-options",
  32: "logic-error",
  33: "command-timeout",
  34: "os-error",
  35: "transport-error",
  36: "reports-false",
  40: "protection-error",
  41: "protection-error",
  47: "lock-error",
  48: "nvme-status",
  49: "wild-residual",
  97: "malformed-response",
  98: "other-sense",
  99: "other-error",
  126: "not-executable",
  127: "missing-program",
};

/** What a status of sg3_utils means, without what to do about it. */
export function explainExitStatus(status: number): StatusMeaning {
  const sentence = `the program ended with status ${status}`;
  const next = "See sg3_utils(8).";
  if (status >= 50 && status <= 96) {
    const errno = status === 50 ? undefined : errnoName(status - 50);
    return { meaning: "os-error", sentence, next, ...(errno === undefined ? {} : { errno }) };
  }
  const isKilled = status > 128 && status < 255;
  return { meaning: MEANINGS[status] ?? (isKilled ? "killed" : "unknown-status"), sentence, next };
}
