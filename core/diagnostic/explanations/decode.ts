import type { decodeCodes } from "../codes/decode.ts";
import type { inputCodes } from "../codes/input.ts";
import type { Explanations } from "../diagnostic.ts";

/** Findings about bytes that a device returned, about the ids made from them, and about text that is to be decoded. */
export const decodeExplanations: Explanations<typeof decodeCodes & typeof inputCodes> = {
  "page-short": {
    title: "A page ends before its fixed fields do",
    explanation: "The fields that the bytes do not reach are treated as absent, never as zero.",
  },
  "page-truncated": {
    title: "A page declares more bytes than there are",
    explanation: "Only the bytes that are there are decoded; a field or descriptor that is cut is left out.",
  },
  "page-trailing-bytes": {
    title: "There are bytes behind the declared end of a page",
    explanation: "They are ignored.",
  },
  "page-code-mismatch": {
    title: "The bytes are another page than the one asked for",
    explanation:
      "Some devices answer an unsupported page with standard INQUIRY data. Nothing is decoded from it.",
  },
  "page-unknown": {
    title: "There is no decoder for this page",
    explanation: "The bytes are well formed hex, but of a page that is not decoded.",
  },
  "page-list-disorder": {
    title: "The list of supported VPD pages is not in ascending order, or repeats a page",
    explanation: "SPC wants it ascending; the list is used as it is.",
  },
  "peripheral-not-connected": {
    title: "The target has no device at this logical unit number",
    explanation: "The peripheral qualifier is not zero: what answers is the target, not a disk.",
  },
  "field-reserved": {
    title: "A field holds a reserved value",
    explanation: "The value is treated as absent.",
  },
  "text-unprintable": {
    title: "A text field holds bytes that are not printable ASCII",
    explanation: "The text is kept as it is, and escaped wherever it is shown or written.",
  },
  "serial-blank": {
    title: "The unit serial number is blank",
    explanation: "Siblings of the logical unit cannot be compared by it.",
  },
  "designator-overrun": {
    title: "A designator reaches past the end of page 83",
    explanation: "It and all that follows are not used: where they begin and end is unknown.",
  },
  "designator-remnant": {
    title: "Bytes are left at the end of page 83 that are no designator",
    explanation: "Too few for a header: a length before them, or the page's own, is wrong.",
  },
  "designator-invalid": {
    title: "A designator has a type, subtype or length that does not exist",
    explanation: "It is never used as an identity.",
  },
  "designator-name-suffix": {
    title: "The name of a target port goes on behind its hex digits",
    explanation:
      "Linux' own target (LIO) puts the portal group behind every port's name, as the standard has it for iSCSI only. The disk's identity is not touched.",
  },
  "designator-code-set": {
    title: "A designator's code set does not go with its type",
    explanation:
      "The designator is used as its type says; other tools may skip it and so name the disk otherwise.",
  },
  "designator-association": {
    title: "A designator's association or protocol identifier does not go with its type",
    explanation: "A port's designator is no identity of a logical unit, nor the other way round.",
  },
  "designator-contradiction": {
    title: "Two designators of the logical unit contradict each other",
    explanation: "The logical unit is given two ids of one kind that differ, so one of them is not its own.",
  },
  "designator-repeated": {
    title: "A designator is there twice",
    explanation: "The second one adds nothing.",
  },
  "identity-missing": {
    title: "The device has no id that could name a multipath map",
    explanation:
      "Page 83 has no usable designator of the logical unit; serial numbers and vendor pages are no identities.",
  },
  "identity-blank": {
    title: "The id is all zeros, all ones or blank",
    explanation:
      "Arrays give such ids to LUNs that are not configured: several LUNs can share one. No map is made.",
  },
  "identity-default": {
    title: "The id is a default that every such target gives out",
    explanation:
      "tgt and IET number their LUNs from 1 on every server: two servers have the same ids. No map is made.",
  },
  "identity-local": {
    title: "The id is locally assigned",
    explanation:
      "NAA 3 ids are unique within one administration only. No map is made unless a profile vouches for them.",
  },
  "identity-cut": {
    title: "The id is longer than its spelling can be",
    explanation: "Its spelling ends at a NUL byte or at 127 bytes; what makes the id unique may lie behind.",
  },
  "identity-disputed": {
    title: "Two paths have one WWID and different designators",
    explanation:
      "Paths of one LUN carry the same designators of the logical unit; these are two LUNs, or one is misread.",
  },
  "id-serial-disputed": {
    title: "udev gives the paths of one LUN different ID_SERIALs",
    explanation: "Rules changed between their events. ID_SERIAL is not used; our own ranking of page 83 is.",
  },
  "rtpg-group-repeated": {
    title: "A target port group is reported twice",
    explanation: "The first report is used.",
  },
  "rtpg-port-repeated": {
    title: "A target port is reported in two groups",
    explanation: "A port is in one group; its paths are placed by page 83.",
  },
  "sense-format-unknown": {
    title: "The sense data has no known response code",
    explanation: "Only response codes 70h to 73h are defined by SPC; nothing is decoded.",
  },
  "hex-digit": {
    title: "A character is no hex digit",
    explanation: "Bytes are given as pairs of hex digits; blanks, commas and 0x may stand between the pairs.",
  },
  "hex-odd": {
    title: "A byte has one hex digit only",
    explanation: "Bytes are given as pairs of hex digits.",
  },
  "hex-empty": {
    title: "There are no bytes",
    explanation: "A prefix was given without a page behind it, or a file is empty.",
  },
  "line-prefix": {
    title: "The prefix of a line is not known",
    explanation: "Only what carries no page code has a prefix.",
  },
};
