import type { hostCodes } from "../codes/host.ts";
import type { Explanations } from "../diagnostic.ts";

/** Errors at the edge: programs, files, device-mapper, locks. */
export const hostExplanations: Explanations<typeof hostCodes> = {
  "lun-in-use": {
    title: "A path of this LUN is used outside its map.",
    explanation:
      "A map over a disk whose path is mounted, swapped on or held lets the same data be used twice. No path of the LUN is claimed and no map is made until it is free.",
  },
  "table-refused": {
    title: "Device-mapper did not accept a table.",
    explanation:
      "The kernel or dmsetup refused the map three times. The other maps of the burst were made; a map that stood before keeps its table. Its markers lie in /run/pathplug/parked; they come back after 5 s, then after twice as long each time, at most 300 s.",
  },
  "lun-hangs": {
    title: "A command to this LUN did not come back in time.",
    explanation:
      "It was given up, so that the other LUNs of the burst go on. Its markers lie in /run/pathplug/parked; they come back after 5 s, then after twice as long each time, at most 300 s, and the LUN is then looked at after all others.",
  },
  "not-armed": {
    title: "pathplug stands back on this host.",
    explanation:
      "Nothing is claimed or assembled until /run/pathplug/armed exists, which the early unit makes.",
  },
  "registry-not-written": {
    title: "The LUN registry could not be written.",
    explanation: "The map stands, but the LUN is not remembered: after a reboot only its profile claims it.",
  },
  "profiles-unreadable": {
    title: "The compiled profiles cannot be read.",
    explanation: "Without them no product is known. Maps that stand are left as they are.",
  },
};
