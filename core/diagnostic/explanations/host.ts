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
      "The kernel or dmsetup refused the map. The other maps of the burst were made; a map that stood before keeps its table.",
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
  "unit-stopped": {
    title: "systemd does not run what pathplug needs.",
    explanation:
      "pathplug-arm.service arms the host at boot, pathplug-assemble.path starts the worker while events wait, and pathplug-assemble.service is one run of it. A unit that is masked, missing, stopped or failed breaks the chain from an event to a map.",
  },
  "boot-order": {
    title: "A unit that makes maps would wait for file systems.",
    explanation:
      "File systems in fstab wait for maps, so what makes maps has to work before local-fs-pre.target and without systemd's default dependencies. With them a boot waits for itself until it gives up.",
  },
  "markers-waiting": {
    title: "Events of disks wait longer than one run of the worker may take.",
    explanation:
      "udev's rule leaves a marker per event in /run/pathplug/queue, and a path unit starts the worker while one is there. Nobody looks at these.",
  },
  "markers-parked": {
    title: "What some disks ask for could not be done and is tried again later.",
    explanation:
      "A change that failed or hung is put aside, so that the other LUNs go on and nothing spins. It is tried again by itself, after 5 s at first and every 5 min at the latest.",
  },
  "worker-failing": {
    title: "The worker does not come to an end.",
    explanation:
      "Its runs crashed, hung or found no engine. Each is repeated after a pause. From the second failure in a row on, LUNs that the registry knows get maps from their stored tables, without any policy; when the worker runs again, everything is looked at anew.",
  },
  "profiles-unreadable": {
    title: "The compiled profiles cannot be read.",
    explanation: "Without them no product is known. Maps that stand are left as they are.",
  },
};
