import type { CodeEntry } from "../diagnostic.ts";

/** Findings about profiles, settings and their matching. */
export const profileCodes = {
  "profile-syntax": {
    severity: "error",
    hint: "Correct the file at the place given, then run `pathplug profile check`.",
  },
  "profile-limits": {
    severity: "error",
    hint: "Split the file: a profile describes one family of arrays.",
  },
  "profile-schema": {
    severity: "error",
    hint: "Give the key one of the values named; the schema describes each of them.",
  },
  "profile-unknown-key": {
    severity: "error",
    hint: "Use the key suggested, or remove it; `$schema` gives editors the list.",
  },
  "profile-name": {
    severity: "error",
    hint: "Rename the profile or move the file.",
  },
  "profile-pattern": {
    severity: "error",
    hint: "Write the pattern as `pathplug inspect` prints the device's strings.",
  },
  "profile-pattern-length": {
    severity: "error",
    hint: "Shorten the pattern to what fits, and end it with `*` only where more can follow.",
  },
  "profile-extends": {
    severity: "error",
    hint: "Name an existing profile; `pathplug profile list` shows them.",
  },
  "profile-duplicate-name": {
    severity: "error",
    hint: "Rename one of the two.",
  },
  "profile-duplicate-match": {
    severity: "error",
    hint: "Remove the match from one of the two files, or make it more specific.",
  },
  "profile-tie": {
    severity: "error",
    hint: "Make one of the two more specific for the devices that both fit.",
  },
  "profile-exception": {
    severity: "error",
    hint: "Narrow the exception to what the match fits.",
  },
  "profile-unreachable": {
    severity: "error",
    hint: "Remove the match, or narrow the one that shadows it.",
  },
  "profile-redundant-setting": {
    severity: "warning",
    hint: "Remove the setting.",
  },
  "profile-title": {
    severity: "warning",
    hint: "Add `title`, the product family as its vendor writes it.",
  },
  "profile-source": {
    severity: "warning",
    hint: "Add `source`, the vendor's host guide by name.",
  },
  "profile-claim": {
    severity: "error",
    hint: "Use `second-path`, or install the profile in /etc/pathplug/profiles.d on the test machine only.",
  },
  "profile-vector-missing": {
    severity: "warning",
    hint: "Put NAME.vectors.json beside the profile; see vendor-profiles/schema/vectors.schema.json.",
  },
  "profile-vector-mismatch": {
    severity: "error",
    hint: "Compare with `pathplug profile show`; correct the profile or the expectation.",
  },
  "settings-lun": {
    severity: "error",
    hint: "Remove or rename one of the two in /etc/pathplug/pathplug.json.",
  },
  "settings-exclusion": {
    severity: "error",
    hint: "Write a glob (`*`, `?`, `[a-z]`, `!` in front for everything else); it excludes nothing until then.",
  },
} as const satisfies Record<string, CodeEntry>;
