import type { migrateCodes } from "../codes/migrate.ts";
import type { Explanations } from "../diagnostic.ts";

/** What is found in multipath.conf when its settings are taken over. */
export const migrateExplanations: Explanations<typeof migrateCodes> = {
  "conf-brace": {
    title: "A brace of multipath.conf is missing, or one is too many.",
    explanation:
      "multipath-tools takes the section as begun all the same; a closing brace that is missing makes what follows part of it. It is read here as multipath-tools reads it.",
  },
  "conf-quote": {
    title: "A quote in multipath.conf is not closed.",
    explanation:
      "The value goes on to the end of the line then, blanks at the end included. It is read here as multipath-tools reads it.",
  },
  "conf-value-missing": {
    title: "A keyword of multipath.conf has no value.",
    explanation:
      "multipath-tools leaves the line out. A section named overrides or protocol without its brace on the same line is such a line, too: what was to be in it stands outside then.",
  },
  "conf-extra": {
    title: "Something follows the value.",
    explanation:
      "A keyword has one word, or one text in double quotes, as its value. What follows is ignored.",
  },
  "conf-keyword": {
    title: "A keyword of multipath.conf is not known where it stands.",
    explanation:
      "multipath-tools ignores the line. Of a section that it does not know it ignores the first line alone: the closing brace ends the section around it.",
  },
  "conf-duplicate": {
    title: "A keyword of multipath.conf is there twice.",
    explanation:
      "The last valid value in the last file that has one holds. Sections that are there twice add up.",
  },
  "conf-line-length": {
    title: "A line of multipath.conf is too long.",
    explanation:
      "multipath-tools reads 1023 bytes at a time. What is longer is cut, and the rest read as if it were another line.",
  },
  "conf-block": {
    title: "A block of multipath.conf does not say what it is about.",
    explanation: "multipath-tools drops it, and it is not taken over.",
  },
  "conf-pattern": {
    title: "A regular expression of a list cannot be said exactly as globs.",
    explanation:
      "It was not taken over. Of the blacklist that means that disks which multipath-tools left alone may be multipathed; of the exceptions, that LUNs which it multipathed are excluded.",
  },
  "conf-overlap": {
    title: "Two descriptions fit some of the same devices, and neither covers the other.",
    explanation:
      "multipath-tools takes what each of them says, the last for what both say. In pathplug the most specific profile holds alone, so for those devices the settings of the other one are missing.",
  },
};
