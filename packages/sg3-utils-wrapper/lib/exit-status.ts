import { errnoName } from "./errno.ts";
import { NEXT_AFTER, REPORT, TEXTS } from "./exit-status-texts.ts";
import type { Sg3Meaning } from "./meaning.ts";

/** A meaning with one sentence that says it and one that says what to do. */
export interface StatusMeaning {
  readonly meaning: Sg3Meaning;
  readonly sentence: string;
  readonly next: string;
  /** Name of the operating system's error (`ENXIO`) where the status carries one. */
  readonly errno?: string;
}

/** Exit statuses as sg3_utils(8) 1.46 to 1.49 assigns them; 50 to 96 are `os-error`, see `explainExitStatus`. */
const STATUSES: ReadonlyMap<number, Sg3Meaning> = new Map<number, Sg3Meaning>([
  [1, "syntax-error"],
  [2, "not-ready"],
  [3, "medium-or-hardware-error"],
  [5, "illegal-request"],
  [6, "unit-attention"],
  [7, "data-protect"],
  [9, "invalid-opcode"],
  [10, "copy-aborted"],
  [11, "aborted-command"],
  [12, "standby"],
  [13, "unavailable"],
  [14, "miscompare"],
  [15, "file-error"],
  [16, "becoming-ready"],
  [17, "illegal-request"],
  [18, "medium-or-hardware-error"],
  [19, "invalid-parameter"],
  [20, "no-sense"],
  [21, "recovered-error"],
  [22, "lba-out-of-range"],
  [24, "reservation-conflict"],
  [25, "condition-met"],
  [26, "busy"],
  [27, "task-set-full"],
  [28, "aca-active"],
  [29, "task-aborted"],
  [31, "contradicting-options"],
  [32, "logic-error"],
  [33, "command-timeout"],
  [34, "os-error"],
  [35, "transport-error"],
  [36, "reports-false"],
  [40, "protection-error"],
  [41, "protection-error"],
  [47, "lock-error"],
  [48, "nvme-status"],
  [49, "wild-residual"],
  [97, "malformed-response"],
  [98, "other-sense"],
  [99, "other-error"],
  [126, "not-executable"],
  [127, "missing-program"],
]);

const OS_ERROR_BASE = 50;
const OS_ERROR_LAST = 96;

/**
 * Says what an exit status of an sg3_utils program means. Total: statuses that sg3_utils(8) does not list are
 * `unknown-status`, and 129 to 254, which only a shell makes, are `killed`.
 */
export function explainExitStatus(status: number): StatusMeaning {
  const meaning = STATUSES.get(status);
  if (meaning !== undefined) {
    const [sentence, next] = TEXTS.get(status) ?? ["", ""];
    return { meaning, sentence, next };
  }
  if (status >= OS_ERROR_BASE && status <= OS_ERROR_LAST) return explainOsError(status - OS_ERROR_BASE);
  if (status > 128 && status < 255)
    return { meaning: "killed", sentence: `signal ${status - 128} ended the program`, next: REPORT };
  return {
    meaning: "unknown-status",
    sentence: "the program ended with a status that sg3_utils does not define",
    next: REPORT,
  };
}

function explainOsError(number: number): StatusMeaning {
  if (number === 0) return { meaning: "os-error", sentence: "the operating system refused", next: REPORT };
  const errno = errnoName(number);
  const sentence = `the operating system answers ${errno ?? `error ${number}`}`;
  const next = NEXT_AFTER[errno ?? ""] ?? "Check that the node is a SCSI device.";
  return { meaning: "os-error", sentence, next, ...(errno === undefined ? {} : { errno }) };
}
