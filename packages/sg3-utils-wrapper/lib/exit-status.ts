import { errnoName } from "./errno.ts";
import type { Sg3Meaning } from "./meaning.ts";

/** A meaning with one sentence that says it and one that says what to do. */
export interface StatusMeaning {
  readonly meaning: Sg3Meaning;
  readonly sentence: string;
  readonly next: string;
  /** Name of the operating system's error (`ENXIO`) where the status carries one. */
  readonly errno?: string;
}

type Row = readonly [meaning: Sg3Meaning, sentence: string, next: string];

const AGAIN = "Send the command again.";
const WAIT = "Wait, then send the command again.";
const REPORT = "Run the program by hand with -vvv and report what it prints.";
const CABLE = "Look at the kernel log and at the path to the device.";

/** Exit statuses as sg3_utils(8) 1.46 to 1.49 assigns them; 50 to 96 are `os-error`, see `explainExitStatus`. */
const STATUSES: ReadonlyMap<number, Row> = new Map<number, Row>([
  [
    1,
    [
      "syntax-error",
      "the program does not know an option or its value",
      "Check the version of sg3_utils (1.46 or later).",
    ],
  ],
  [2, ["not-ready", "the device is not ready", WAIT]],
  [3, ["medium-or-hardware-error", "the device reports a medium or hardware error", CABLE]],
  [
    5,
    [
      "illegal-request",
      "the device rejects a field of the command",
      "Ask for something the device lists as supported.",
    ],
  ],
  [6, ["unit-attention", "the device reports a unit attention and did not run the command", AGAIN]],
  [7, ["data-protect", "the device refuses access to protected data", "Check its write protection."]],
  [9, ["invalid-opcode", "the device does not know this command", "Do without it."]],
  [10, ["copy-aborted", "the device aborted a copy", AGAIN]],
  [11, ["aborted-command", "the device aborted the command", AGAIN]],
  [
    12,
    [
      "standby",
      "the target port is in standby state",
      "Use another path, or make this target port group active.",
    ],
  ],
  [13, ["unavailable", "the target port is in unavailable state", "Use another path."]],
  [14, ["miscompare", "the device reports a miscompare", "Compare the data again."]],
  [
    15,
    [
      "file-error",
      "the device node cannot be opened or used",
      "Check that the node exists and may be opened.",
    ],
  ],
  [
    16,
    [
      "becoming-ready",
      "the device is busy with a long operation and not ready",
      "Ask for its progress with sg_requests --progress.",
    ],
  ],
  [
    17,
    [
      "illegal-request",
      "the device rejects a field of the command and gives an information field",
      "Ask for something the device lists as supported.",
    ],
  ],
  [
    18,
    [
      "medium-or-hardware-error",
      "the device reports a medium or hardware error and gives an information field",
      CABLE,
    ],
  ],
  [
    19,
    [
      "invalid-parameter",
      "the device rejects a field of the parameter list",
      "Check the values given to the command.",
    ],
  ],
  [20, ["no-sense", "the device reports a condition without a sense key", "Read the sense data."]],
  [21, ["recovered-error", "the device recovered from an error", "Nothing, unless it happens again."]],
  [22, ["lba-out-of-range", "the address lies beyond the end of the device", "Read its capacity again."]],
  [
    24,
    [
      "reservation-conflict",
      "another initiator holds a reservation",
      "Read the reservation, then register or ask its holder.",
    ],
  ],
  [25, ["condition-met", "the device reports condition met", "Nothing."]],
  [26, ["busy", "the device is busy", WAIT]],
  [27, ["task-set-full", "the queue of the device is full", WAIT]],
  [28, ["aca-active", "an auto contingent allegiance is active", "Clear it first."]],
  [29, ["task-aborted", "another initiator aborted the command", AGAIN]],
  [
    31,
    [
      "contradicting-options",
      "options contradict each other or one is missing",
      "Check the argument vector.",
    ],
  ],
  [32, ["logic-error", "the program reports a fault of its own", REPORT]],
  [33, ["command-timeout", "the device did not answer the command in time", CABLE]],
  [34, ["os-error", "the operating system refused", REPORT]],
  [35, ["transport-error", "the driver or the interconnect failed", CABLE]],
  [36, ["reports-false", "the program answers no", "Nothing."]],
  [40, ["protection-error", "the device reports wrong protection information", CABLE]],
  [
    41,
    [
      "protection-error",
      "the device reports wrong protection information and gives an information field",
      CABLE,
    ],
  ],
  [47, ["lock-error", "the program could not take its lock", AGAIN]],
  [48, ["nvme-status", "the NVMe command ended with an error", "Read the status field in the error text."]],
  [49, ["wild-residual", "the driver reports an impossible residual count", "Look at the kernel log."]],
  [
    97,
    [
      "malformed-response",
      "the answer of the device makes no sense",
      "Look at the answer with the program's -vvv.",
    ],
  ],
  [98, ["other-sense", "the device reports a condition of no known class", "Read the sense data."]],
  [99, ["other-error", "the command failed for a reason of no known class", CABLE]],
  [126, ["not-executable", "the program may not be executed", "Check its permissions."]],
  [
    127,
    ["missing-program", "the program could not be started", "Install the package sg3-utils (sg3_utils)."],
  ],
]);

const OS_ERROR_BASE = 50;
const OS_ERROR_LAST = 96;

/**
 * Says what an exit status of an sg3_utils program means. Total: statuses that sg3_utils(8) does not list are
 * `unknown-status`, and 129 to 254, which only a shell makes, are `killed`.
 */
export function explainExitStatus(status: number): StatusMeaning {
  const row = STATUSES.get(status);
  if (row !== undefined) return { meaning: row[0], sentence: row[1], next: row[2] };
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

const GONE = "The device is gone or offline: see its state in /sys/block.";
const ROOT = "Run it as root.";
const NEXT_AFTER: Readonly<Record<string, string>> = {
  EACCES: ROOT,
  EPERM: ROOT,
  ENOENT: GONE,
  ENXIO: GONE,
  ENODEV: GONE,
  EIO: CABLE,
};
