import type { CodeEntry } from "../diagnostic.ts";

/** What is found in multipath.conf when its settings are taken over. */
export const migrateCodes = {
  "conf-brace": {
    severity: "warning",
    hint: "Write the opening brace behind its keyword, on the same line, and the closing one on a line of its own.",
  },
  "conf-quote": {
    severity: "warning",
    hint: "Close the quote on the same line; a quote within is written twice.",
  },
  "conf-value-missing": {
    severity: "warning",
    hint: "Write the value behind the keyword, on the same line, or remove the keyword.",
  },
  "conf-extra": {
    severity: "warning",
    hint: "Put a value with blanks into double quotes; remove what is too much.",
  },
  "conf-keyword": {
    severity: "warning",
    hint: "Correct it by multipath.conf(5), or remove it; a section of another name has to go as a whole.",
  },
  "conf-duplicate": {
    severity: "note",
    hint: "Remove the one that does not hold.",
  },
  "conf-line-length": {
    severity: "warning",
    hint: "Shorten the line to 1023 bytes, or split the expression into two.",
  },
  "conf-block": {
    severity: "warning",
    hint: "Say what it is about: vendor and product of a device, wwid of a multipath, type of a protocol.",
  },
  "conf-pattern": {
    severity: "warning",
    hint: "Write it as globs in pathplug.json; `pathplug enable --dry-run` lists what would change hands.",
  },
  "conf-overlap": {
    severity: "warning",
    hint: "Compare with `pathplug explain WHAT` for a LUN of this array; write what is missing into its profile.",
  },
} as const satisfies Record<string, CodeEntry>;
