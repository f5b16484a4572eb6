import type { CodeEntry } from "../diagnostic.ts";

const RECORD = "Keep the bytes with `pathplug record -o FILE` and report them to the vendor.";
const INSPECT = "Look at the page with `pathplug inspect DEV`.";

/** Findings about bytes that a device returned, and about the ids made from them. */
export const decodeCodes = {
  "page-short": {
    severity: "warning",
    hint: RECORD,
  },
  "page-truncated": {
    severity: "warning",
    hint: "Read the page again with a larger allocation length: `pathplug inspect DEV --probe`.",
  },
  "page-trailing-bytes": {
    severity: "note",
    hint: INSPECT,
  },
  "page-code-mismatch": {
    severity: "error",
    hint: "See which pages the device has: `pathplug inspect DEV`.",
  },
  "page-list-disorder": {
    severity: "note",
    hint: RECORD,
  },
  "peripheral-not-connected": {
    severity: "note",
    hint: "Check that the LUN is mapped to this host.",
  },
  "field-reserved": {
    severity: "warning",
    hint: RECORD,
  },
  "text-unprintable": {
    severity: "warning",
    hint: INSPECT,
  },
  "serial-blank": {
    severity: "note",
    hint: INSPECT,
  },
  "designator-overrun": {
    severity: "error",
    hint: RECORD,
  },
  "designator-remnant": {
    severity: "warning",
    hint: RECORD,
  },
  "designator-invalid": {
    severity: "warning",
    hint: RECORD,
  },
  "designator-name-suffix": {
    severity: "note",
    hint: INSPECT,
  },
  "designator-code-set": {
    severity: "warning",
    hint: "Compare the spellings with `pathplug explain DEV`.",
  },
  "designator-association": {
    severity: "warning",
    hint: RECORD,
  },
  "designator-contradiction": {
    severity: "error",
    hint: "Do not use the disk before `pathplug inspect DEV` is understood: one of its ids belongs to another LUN.",
  },
  "designator-repeated": {
    severity: "note",
    hint: INSPECT,
  },
  "identity-missing": {
    severity: "warning",
    hint: INSPECT,
  },
  "identity-blank": {
    severity: "error",
    hint: "Give the LUN a serial number on the array.",
  },
  "identity-default": {
    severity: "error",
    hint: "Set scsi_id and scsi_sn (tgt) or ScsiId (IET) to something unique.",
  },
  "identity-local": {
    severity: "warning",
    hint: "See `pathplug explain DEV`.",
  },
  "identity-cut": {
    severity: "error",
    hint: INSPECT,
  },
  "identity-disputed": {
    severity: "error",
    hint: "Compare them with `pathplug inspect DEV`; the paths are not joined.",
  },
  "id-serial-disputed": {
    severity: "warning",
    hint: "Process the paths again: `udevadm trigger --settle DEV`.",
  },
  "rtpg-group-repeated": {
    severity: "error",
    hint: RECORD,
  },
  "rtpg-port-repeated": {
    severity: "warning",
    hint: RECORD,
  },
  "sense-format-unknown": {
    severity: "warning",
    hint: RECORD,
  },
} as const satisfies Record<string, CodeEntry>;
