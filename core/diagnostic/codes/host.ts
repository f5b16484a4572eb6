import type { CodeEntry } from "../diagnostic.ts";

/** Errors at the edge: programs, files, device-mapper, locks. */
export const hostCodes = {
  "lun-in-use": {
    severity: "error",
    hint: "Free the disk, then run `pathplug assemble`, or reboot.",
  },
  "table-refused": {
    severity: "error",
    hint: "See the kernel log (`dmesg`) for its reason, then run `pathplug plan`.",
  },
  "lun-hangs": {
    severity: "error",
    hint: "Look at its paths and at the kernel log (`dmesg`); `pathplug assemble` tries it at once.",
  },
  "not-armed": {
    severity: "warning",
    hint: "Run `pathplug enable`, or see `pathplug doctor` for what holds it back.",
  },
  "registry-not-written": {
    severity: "warning",
    hint: "Make /etc writable, then run `pathplug assemble`.",
  },
  "profiles-unreadable": {
    severity: "error",
    hint: "Run `pathplug refresh`, or reinstall the package.",
  },
} as const satisfies Record<string, CodeEntry>;
