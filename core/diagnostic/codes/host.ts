import type { CodeEntry } from "../diagnostic.ts";

/** Errors at the edge: programs, files, device-mapper, locks. */
export const hostCodes = {
  "lun-in-use": {
    severity: "error",
    title: "A path of this LUN is used outside its map.",
    explanation:
      "A map over a disk whose path is mounted, swapped on or held lets the same data be used twice. No path of the LUN is claimed and no map is made until it is free.",
    hint: "Free the disk, then run `pathplug assemble`, or reboot.",
  },
  "table-refused": {
    severity: "error",
    title: "Device-mapper did not accept a table.",
    explanation:
      "The kernel or dmsetup refused the map. The other maps of the burst were made; a map that stood before keeps its table.",
    hint: "See the kernel log (`dmesg`) for its reason, then run `pathplug plan`.",
  },
  "not-armed": {
    severity: "warning",
    title: "pathplug stands back on this host.",
    explanation:
      "Nothing is claimed or assembled until /run/pathplug/armed exists, which the early unit makes.",
    hint: "Run `pathplug enable`, or see `pathplug doctor` for what holds it back.",
  },
  "registry-not-written": {
    severity: "warning",
    title: "The LUN registry could not be written.",
    explanation: "The map stands, but the LUN is not remembered: after a reboot only its profile claims it.",
    hint: "Make /etc writable, then run `pathplug assemble`.",
  },
  "profiles-unreadable": {
    severity: "error",
    title: "The compiled profiles cannot be read.",
    explanation: "Without them no product is known. Maps that stand are left as they are.",
    hint: "Run `pathplug refresh`, or reinstall the package.",
  },
} as const satisfies Record<string, CodeEntry>;
