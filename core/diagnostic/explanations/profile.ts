import type { profileCodes } from "../codes/profile.ts";
import type { Explanations } from "../diagnostic.ts";

/** Findings about profiles, settings and their matching. */
export const profileExplanations: Explanations<typeof profileCodes> = {
  "profile-syntax": {
    title: "A profile or settings file is not JSON.",
    explanation:
      "Profiles and settings are JSON, in which comments and trailing commas are allowed. A file that cannot be read is left out; all others stay in force.",
  },
  "profile-limits": {
    title: "A profile or settings file is too large or nested too deeply.",
    explanation:
      "Files are read with bounds on time and memory. A file past them is left out; all others stay in force.",
  },
  "profile-schema": {
    title: "A value in a profile or settings file is not one that its key takes.",
    explanation:
      "Every file must satisfy its schema, vendor-profiles/schema/. A file that does not is left out as a whole, so that half of a profile never takes effect.",
  },
  "profile-unknown-key": {
    title: "A profile or settings file has a key that does not exist.",
    explanation:
      "The list of keys is closed: a key that nobody reads would be a setting that silently does nothing. The nearest existing key is suggested.",
  },
  "profile-name": {
    title: "The name of a shipped profile differs from its place.",
    explanation:
      "A shipped profile is found by its name: 30-vendor/netapp/ontap.json is named `netapp/ontap`, 10-generic/alua.json `generic/alua`.",
  },
  "profile-pattern": {
    title: "A pattern cannot match any device.",
    explanation:
      "Patterns are compared with the INQUIRY strings as udev writes them: trailing blanks dropped, unusual characters replaced by `_`. They are globs of `*`, `?` and simple classes, so that udev's hwdb reads them alike.",
  },
  "profile-pattern-length": {
    title: "A pattern is longer than the field it is compared with.",
    explanation:
      "The INQUIRY vendor has 8 characters, the product 16, the revision 4 (SPC-6 6.7.2); for NVMe the model has 40 and the firmware revision 8.",
  },
  "profile-extends": {
    title: "A profile extends one that does not exist, or itself.",
    explanation:
      "A profile inherits the settings of what it extends; without it, its settings would not be what they say.",
  },
  "profile-duplicate-name": {
    title: "Two profiles of one directory have the same name.",
    explanation:
      "A name replaces the same name in a lower directory, never beside it. The first in the order of file names stays.",
  },
  "profile-duplicate-match": {
    title: "Two profiles match exactly the same devices.",
    explanation: "Which of them applied would depend on their names.",
  },
  "profile-tie": {
    title: "Two equally specific patterns fit the same devices.",
    explanation:
      "The more specific match wins: more fields, then more literal fields, then more fixed characters. Two that are equal in all of it and overlap have no winner.",
  },
  "profile-exception": {
    title: "An exception lies outside its match.",
    explanation:
      "An `except` takes devices out of its own match. One that fits other devices too would make those unknown, against the profiles that match them.",
  },
  "profile-unreachable": {
    title: "A match never applies, because others always win.",
    explanation: "Every device that fits it fits a more specific match or an exclusion too.",
  },
  "profile-redundant-setting": {
    title: "A setting repeats what is inherited.",
    explanation:
      "It has no effect now and would hide a later change of the family or the defaults. A thin profile says only what differs.",
  },
  "profile-title": {
    title: "A profile has no title.",
    explanation: "The title names the array in `pathplug profile list` and in `explain`.",
  },
  "profile-source": {
    title: "A profile does not say where its values come from.",
    explanation: "Values that nobody can check against a vendor's guide are values that nobody can correct.",
  },
  "profile-claim": {
    title: "A profile for tests would claim first paths.",
    explanation:
      "A shipped profile that is marked test_only must not take a lone disk away from its user, so it may not claim from the first path.",
  },
  "profile-vector-missing": {
    title: "A profile has no vector.",
    explanation:
      "Vectors are the bytes a device returned and the match and settings expected for them; they keep a profile right when patterns change.",
  },
  "profile-vector-mismatch": {
    title: "A vector does not give what it expects.",
    explanation: "The bytes of the vector lead to another profile, claim or setting than the file says.",
  },
  "settings-lun": {
    title: "Two entries of `luns` name the same WWID or alias.",
    explanation: "A LUN has one entry, and an alias names one map.",
  },
  "settings-exclusion": {
    title: "A pattern of `exclude` or `exclude_exceptions` cannot be read.",
    explanation:
      "Patterns are globs, not the regular expressions of multipath.conf: those can match more than they seem to, and take unbounded time. A pattern that cannot be read is left out, so that it excludes nothing; the others are in force.",
  },
};
