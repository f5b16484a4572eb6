const CABLE = "Look at the kernel log and at the path to the device.";
export const REPORT = "Run the program by hand with -vvv and report what it prints.";
const AGAIN = "Send the command again.";
const WAIT = "Wait, then send the command again.";

/** A sentence for each exit status, and one on what to do next: a bundle that prints neither can go without this file. */
export const TEXTS: ReadonlyMap<number, readonly [sentence: string, next: string]> = new Map([
  [
    1,
    ["the program does not know an option or its value", "Check the version of sg3_utils (1.46 or later)."],
  ],
  [2, ["the device is not ready", WAIT]],
  [3, ["the device reports a medium or hardware error", CABLE]],
  [5, ["the device rejects a field of the command", "Ask for something the device lists as supported."]],
  [6, ["the device reports a unit attention and did not run the command", AGAIN]],
  [7, ["the device refuses access to protected data", "Check its write protection."]],
  [9, ["the device does not know this command", "Do without it."]],
  [10, ["the device aborted a copy", AGAIN]],
  [11, ["the device aborted the command", AGAIN]],
  [12, ["the target port is in standby state", "Use another path, or make this target port group active."]],
  [13, ["the target port is in unavailable state", "Use another path."]],
  [14, ["the device reports a miscompare", "Compare the data again."]],
  [15, ["the device node cannot be opened or used", "Check that the node exists and may be opened."]],
  [
    16,
    [
      "the device is busy with a long operation and not ready",
      "Ask for its progress with sg_requests --progress.",
    ],
  ],
  [
    17,
    [
      "the device rejects a field of the command and gives an information field",
      "Ask for something the device lists as supported.",
    ],
  ],
  [18, ["the device reports a medium or hardware error and gives an information field", CABLE]],
  [19, ["the device rejects a field of the parameter list", "Check the values given to the command."]],
  [20, ["the device reports a condition without a sense key", "Read the sense data."]],
  [21, ["the device recovered from an error", "Nothing, unless it happens again."]],
  [22, ["the address lies beyond the end of the device", "Read its capacity again."]],
  [24, ["another initiator holds a reservation", "Read the reservation, then register or ask its holder."]],
  [25, ["the device reports condition met", "Nothing."]],
  [26, ["the device is busy", WAIT]],
  [27, ["the queue of the device is full", WAIT]],
  [28, ["an auto contingent allegiance is active", "Clear it first."]],
  [29, ["another initiator aborted the command", AGAIN]],
  [31, ["options contradict each other or one is missing", "Check the argument vector."]],
  [32, ["the program reports a fault of its own", REPORT]],
  [33, ["the device did not answer the command in time", CABLE]],
  [34, ["the operating system refused", REPORT]],
  [35, ["the driver or the interconnect failed", CABLE]],
  [36, ["the program answers no", "Nothing."]],
  [40, ["the device reports wrong protection information", CABLE]],
  [41, ["the device reports wrong protection information and gives an information field", CABLE]],
  [47, ["the program could not take its lock", AGAIN]],
  [48, ["the NVMe command ended with an error", "Read the status field in the error text."]],
  [49, ["the driver reports an impossible residual count", "Look at the kernel log."]],
  [97, ["the answer of the device makes no sense", "Look at the answer with the program's -vvv."]],
  [98, ["the device reports a condition of no known class", "Read the sense data."]],
  [99, ["the command failed for a reason of no known class", CABLE]],
  [126, ["the program may not be executed", "Check its permissions."]],
  [127, ["the program could not be started", "Install the package sg3-utils (sg3_utils)."]],
]);

const GONE = "The device is gone or offline: see its state in /sys/block.";
const ROOT = "Run it as root.";
/** What to do next after an error of the operating system. */
export const NEXT_AFTER: Readonly<Record<string, string>> = {
  EACCES: ROOT,
  EPERM: ROOT,
  ENOENT: GONE,
  ENXIO: GONE,
  ENODEV: GONE,
  EIO: CABLE,
};
