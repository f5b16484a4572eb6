import type { CodeEntry } from "../diagnostic.ts";

const RECORD = "Keep the bytes with `pathplug record -o FILE` and report them to the vendor.";
const INSPECT = "Look at the page with `pathplug inspect DEV`.";

/** Findings about bytes that a device returned, and about the ids made from them. */
export const decodeCodes = {
  "page-short": {
    severity: "warning",
    title: "A page ends before its fixed fields do",
    explanation: "The fields that the bytes do not reach are treated as absent, never as zero.",
    hint: RECORD,
  },
  "page-truncated": {
    severity: "warning",
    title: "A page declares more bytes than there are",
    explanation: "Only the bytes that are there are decoded; a field or descriptor that is cut is left out.",
    hint: "Read the page again with a larger allocation length: `pathplug inspect DEV --probe`.",
  },
  "page-trailing-bytes": {
    severity: "note",
    title: "There are bytes behind the declared end of a page",
    explanation: "They are ignored.",
    hint: INSPECT,
  },
  "page-code-mismatch": {
    severity: "error",
    title: "The bytes are another page than the one asked for",
    explanation:
      "Some devices answer an unsupported page with standard INQUIRY data. Nothing is decoded from it.",
    hint: "See which pages the device has: `pathplug inspect DEV`.",
  },
  "page-unknown": {
    severity: "error",
    title: "There is no decoder for this page",
    explanation: "The bytes are well formed hex, but of a page that is not decoded.",
    hint: "Prefix what carries no page code with inquiry:, rtpg:, sense:, nvme-id-ctrl: or nvme-id-ns:.",
  },
  "page-list-disorder": {
    severity: "note",
    title: "The list of supported VPD pages is not in ascending order, or repeats a page",
    explanation: "SPC wants it ascending; the list is used as it is.",
    hint: RECORD,
  },
  "peripheral-not-connected": {
    severity: "note",
    title: "The target has no device at this logical unit number",
    explanation: "The peripheral qualifier is not zero: what answers is the target, not a disk.",
    hint: "Check that the LUN is mapped to this host.",
  },
  "field-reserved": {
    severity: "warning",
    title: "A field holds a reserved value",
    explanation: "The value is treated as absent.",
    hint: RECORD,
  },
  "text-unprintable": {
    severity: "warning",
    title: "A text field holds bytes that are not printable ASCII",
    explanation: "The text is kept as it is, and escaped wherever it is shown or written.",
    hint: INSPECT,
  },
  "serial-blank": {
    severity: "note",
    title: "The unit serial number is blank",
    explanation: "Siblings of the logical unit cannot be compared by it.",
    hint: INSPECT,
  },
  "designator-overrun": {
    severity: "error",
    title: "A designator reaches past the end of page 83",
    explanation: "It and all that follows are not used: where they begin and end is unknown.",
    hint: RECORD,
  },
  "designator-remnant": {
    severity: "warning",
    title: "Bytes are left at the end of page 83 that are no designator",
    explanation: "Too few for a header: a length before them, or the page's own, is wrong.",
    hint: RECORD,
  },
  "designator-invalid": {
    severity: "warning",
    title: "A designator has a type, subtype or length that does not exist",
    explanation: "It is never used as an identity.",
    hint: RECORD,
  },
  "designator-code-set": {
    severity: "warning",
    title: "A designator's code set does not go with its type",
    explanation:
      "The designator is used as its type says; other tools may skip it and so name the disk otherwise.",
    hint: "Compare the spellings with `pathplug explain DEV`.",
  },
  "designator-association": {
    severity: "warning",
    title: "A designator's association or protocol identifier does not go with its type",
    explanation: "A port's designator is no identity of a logical unit, nor the other way round.",
    hint: RECORD,
  },
  "designator-contradiction": {
    severity: "error",
    title: "Two designators of the logical unit contradict each other",
    explanation: "The logical unit is given two ids of one kind that differ, so one of them is not its own.",
    hint: "Do not use the disk before `pathplug inspect DEV` is understood: one of its ids belongs to another LUN.",
  },
  "designator-repeated": {
    severity: "note",
    title: "A designator is there twice",
    explanation: "The second one adds nothing.",
    hint: INSPECT,
  },
  "identity-missing": {
    severity: "warning",
    title: "The device has no id that could name a multipath map",
    explanation:
      "Page 83 has no usable designator of the logical unit; serial numbers and vendor pages are no identities.",
    hint: INSPECT,
  },
  "identity-blank": {
    severity: "error",
    title: "The id is all zeros, all ones or blank",
    explanation:
      "Arrays give such ids to LUNs that are not configured: several LUNs can share one. No map is made.",
    hint: "Give the LUN a serial number on the array.",
  },
  "identity-default": {
    severity: "error",
    title: "The id is a default that every such target gives out",
    explanation:
      "tgt and IET number their LUNs from 1 on every server: two servers have the same ids. No map is made.",
    hint: "Set scsi_id and scsi_sn (tgt) or ScsiId (IET) to something unique.",
  },
  "identity-local": {
    severity: "warning",
    title: "The id is locally assigned",
    explanation:
      "NAA 3 ids are unique within one administration only. No map is made unless a profile vouches for them.",
    hint: "See `pathplug explain DEV`.",
  },
  "identity-cut": {
    severity: "error",
    title: "The id is longer than its spelling can be",
    explanation: "Its spelling ends at a NUL byte or at 127 bytes; what makes the id unique may lie behind.",
    hint: INSPECT,
  },
  "identity-disputed": {
    severity: "error",
    title: "Two paths have one WWID and different designators",
    explanation:
      "Paths of one LUN carry the same designators of the logical unit; these are two LUNs, or one is misread.",
    hint: "Compare them with `pathplug inspect DEV`; the paths are not joined.",
  },
  "id-serial-disputed": {
    severity: "warning",
    title: "udev gives the paths of one LUN different ID_SERIALs",
    explanation: "Rules changed between their events. ID_SERIAL is not used; our own ranking of page 83 is.",
    hint: "Process the paths again: `udevadm trigger --settle DEV`.",
  },
  "id-unsafe-name": {
    severity: "warning",
    title: "An id cannot be a file name",
    explanation: "It holds a slash, begins with a dot or is too long; it never reaches a path name.",
    hint: "The LUN is found by its other ids; see `pathplug explain DEV`.",
  },
  "rtpg-group-repeated": {
    severity: "error",
    title: "A target port group is reported twice",
    explanation: "The first report is used.",
    hint: RECORD,
  },
  "rtpg-port-repeated": {
    severity: "warning",
    title: "A target port is reported in two groups",
    explanation: "A port is in one group; its paths are placed by page 83.",
    hint: RECORD,
  },
  "sense-format-unknown": {
    severity: "warning",
    title: "The sense data has no known response code",
    explanation: "Only response codes 70h to 73h are defined by SPC; nothing is decoded.",
    hint: RECORD,
  },
  "hex-digit": {
    severity: "error",
    title: "A character is no hex digit",
    explanation: "Bytes are given as pairs of hex digits; blanks, commas and 0x may stand between the pairs.",
    hint: "Correct the character at the offset given.",
  },
  "hex-odd": {
    severity: "error",
    title: "A byte has one hex digit only",
    explanation: "Bytes are given as pairs of hex digits.",
    hint: "Add the missing digit, or the leading zero, at the offset given.",
  },
  "hex-empty": {
    severity: "error",
    title: "There are no bytes",
    explanation: "A prefix was given without a page behind it, or a file is empty.",
    hint: "Give at least one pair of hex digits.",
  },
  "line-prefix": {
    severity: "error",
    title: "The prefix of a line is not known",
    explanation: "Only what carries no page code has a prefix.",
    hint: "Use inquiry:, rtpg:, sense:, nvme-id-ctrl: or nvme-id-ns:, or none.",
  },
} as const satisfies Record<string, CodeEntry>;
