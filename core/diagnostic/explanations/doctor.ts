import type { doctorCodes } from "../codes/doctor.ts";
import type { Explanations } from "../diagnostic.ts";

/** What `doctor` alone finds: units, markers and maps that are not as they have to be. */
export const doctorExplanations: Explanations<typeof doctorCodes> = {
  "unit-stopped": {
    title: "systemd does not run what pathplug needs.",
    explanation:
      "pathplug-arm.service arms the host at boot, pathplug-assemble.path starts the worker while events wait, and pathplug-assemble.service is one run of it. A unit that is masked, missing, stopped or failed breaks the chain from an event to a map.",
  },
  "unit-ended-late": {
    title: "A run of a unit has worked, but its end took too long.",
    explanation:
      "systemd gives a run two seconds to end. Either a program that it started hangs in the kernel on a dead disk, which nobody can end, or the machine was too busy to start what follows a run. Nothing is lost: what the run was to do is done, and the next one begins when something happens.",
  },
  "audit-off": {
    title: "Nobody looks whether idle paths are alive.",
    explanation:
      "A path that carries nothing tells nobody that it has died. pathplug-audit.timer has such paths tested once a minute while there are maps; somebody has masked it. Then a dead path shows only when I/O is sent to it, and two dead paths of two may be found at the same moment.",
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
  "map-suspended": {
    title: "A map is suspended: all that is read or written through it waits.",
    explanation:
      "device-mapper keeps I/O back while a table is exchanged, for milliseconds. pathplug exchanges tables in one step that leaves nothing suspended; so another program did this, and may be at work, or may have been killed at it. The next change of the map's paths ends it too.",
  },
};
