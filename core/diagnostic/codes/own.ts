import type { CodeEntry } from "../diagnostic.ts";

/** What stands against owning a LUN by persistent reservations. */
export const ownCodes = {
  "own-no-path": {
    severity: "error",
    hint: "See `pathplug list paths` and the cabling; `pathplug own status MAP` tells what each path answers.",
  },
  "own-no-map": {
    severity: "error",
    hint: "Have it made first: `pathplug explain WHAT` says why it has no map.",
  },
  "own-no-key": {
    severity: "error",
    hint: "Register one with `pathplug own register MAP --key KEY`.",
  },
  "own-key-unfit": {
    severity: "error",
    hint: "A key is a number of 64 bits that no other host has, such as 0x1a2b0001; to give up a LUN, `pathplug own release MAP`.",
  },
  "own-key-taken": {
    severity: "error",
    hint: "Choose another key; or, where it is this host's own from before, add --force.",
  },
  "own-key-absent": {
    severity: "warning",
    hint: "A host that is fenced off has none; `pathplug own status MAP` lists the keys that are registered.",
  },
  "own-not-registered": {
    severity: "error",
    hint: "Run `pathplug own register MAP` first; where another host has fenced this one off, ask why before that.",
  },
  "own-reserved": {
    severity: "error",
    hint: "Have its holder release it, or take it with `pathplug own preempt MAP --victim KEY`.",
  },
  "own-type-differs": {
    severity: "error",
    hint: "Run `pathplug own release MAP`, then reserve it again.",
  },
  "own-unsupported": {
    severity: "error",
    hint: "See the array's documentation: some have to be told to allow persistent reservations for a LUN.",
  },
  "own-unfinished": {
    severity: "error",
    hint: "See `pathplug own status MAP`, then run the same command again.",
  },
  "own-key-left": {
    severity: "warning",
    hint: "Paths that come back lose it by themselves; see `pathplug own status MAP`.",
  },
  "own-key-shared": {
    severity: "warning",
    hint: "Give each host a key of its own; `pathplug own status MAP` tells who has registered it.",
  },
} as const satisfies Record<string, CodeEntry>;
