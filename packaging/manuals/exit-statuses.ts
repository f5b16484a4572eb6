import { type ExitStatus, exitStatus } from "../../host/system/failure.ts";

/** What each exit status means; the compiler wants a line for each that commands can end with. */
const MEANINGS: Readonly<Record<ExitStatus, string>> = {
  failed: "Failed, or `pathplug doctor` found something bad.",
  differences: "`pathplug diff`, `pathplug rules check` or `pathplug freeze --check` found differences.",
  inUse: "In use: what is used stays.",
  usage: "The command line is wrong.",
  badInput: "Bad input: the message names file, line, column or byte.",
  unavailable: "udev or device-mapper is missing; no such LUN, or too few paths.",
  tryAgain: "Try again later: locked, in use, or the plan is stale.",
  needsRoot: "Needs root.",
};

/** Every exit status with its meaning, the lowest first. */
export const exitStatuses: readonly { readonly status: number; readonly meaning: string }[] = [
  { status: 0, meaning: "Done." },
  ...Object.entries(exitStatus)
    .map(([name, status]) => ({ status, meaning: MEANINGS[name as ExitStatus] }))
    .sort((a, b) => a.status - b.status),
];
