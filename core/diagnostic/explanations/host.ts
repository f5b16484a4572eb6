import type { hostCodes } from "../codes/host.ts";
import type { Explanations } from "../diagnostic.ts";

/** Errors at the edge: programs, files, device-mapper, locks. */
export const hostExplanations: Explanations<typeof hostCodes> = {
  "lun-in-use": {
    title: "A path of this LUN is used outside its map.",
    explanation:
      "A map over a disk whose path is mounted, swapped on or held, or which a process has open, lets the same data be used twice. No path of the LUN is claimed and no map is made until it is free.",
  },
  "path-hangs": {
    title: "A path gives no answer, so nobody knows whether its LUN is in use.",
    explanation:
      "Whether somebody has a disk open exclusively is asked by opening it, in a process of its own. One that does not come back is left alone: its LUN is neither claimed nor given a map, and is looked at again later. So is one that was open exclusively and cannot be opened now, because it is offline or blocked: delete its disk if it is dead for good. The other LUNs go on.",
  },
  "path-not-registered": {
    title: "A path could not be registered with the reservation key of its LUN.",
    explanation:
      "This host owns the LUN by a persistent reservation key, which every path is registered with before its map gets it: I/O on a path that is not registered can fail where the others work. The path stays out of the map, and is tried again after 5 s, then after twice as long each time, at most 300 s.",
  },
  "key-lost": {
    title: "The reservation key of this host is registered for no path of the LUN any more.",
    explanation:
      "Another host has preempted or cleared it, as it does to fence this one off, or the array has lost its power. A host that was fenced off must not come back by itself, so nothing is registered; paths enter the map all the same, and I/O on them fails while a reservation forbids it.",
  },
  "path-changed": {
    title: "A path that had failed answers as another LUN.",
    explanation:
      "Page 83h (VPD) does not name the LUN that it named when the path failed. The array has given the place to another one meanwhile: what is written there for this map would destroy that one. So the disk is deleted, and its place is looked at again: what is there gets a disk of its own.",
  },
  "boot-forbids": {
    title: "The kernel command line forbids multipathing.",
    explanation:
      "`nompath` and `multipath=off` are words by which an administrator boots without any map. Nothing is claimed or assembled.",
  },
  "rules-rival": {
    title: "Rules of multipath-tools would decide beside pathplug's.",
    explanation:
      "A rules file runs `multipath -u` or `multipath -U` and does not stand aside for pathplug: it has another number than multipath-tools gives it, or does not heed the word `nompath`. Two who claim disks take them from each other, so the host is not armed.",
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
    explanation:
      "Early in a boot /etc is read-only: the entry is kept in /run/pathplug/luns.d, where the claim rule finds it, and written when file systems are mounted, or by the next run of the worker. Until then a reboot forgets it.",
  },
  "wwids-not-written": {
    title: "No LUN is added to /etc/multipath/wwids any more.",
    explanation:
      "The file has 1 MiB, which is some 30,000 LUNs, or cannot be read, so nobody knows what it lacks, and it stays as it is. LVM may take the disks of LUNs that it lacks for disks of their own until their maps are made. Lines that begin with # are of LUNs that were removed. It is told once, until it is mended.",
  },
  "lun-not-ready": {
    title: "A boot went on without a LUN that the registry knows.",
    explanation:
      "pathplug-ready.target was reached although these LUNs have no map. One without a path is waited for at two boots, a few seconds each, and no longer after that until it was there in time again. It gets its map whenever its paths come.",
  },
  "profiles-unreadable": {
    title: "The compiled profiles cannot be read.",
    explanation: "Without them no product is known. Maps that stand are left as they are.",
  },
  "module-missing": {
    title: "A kernel module that maps need is not there.",
    explanation:
      "Without dm_multipath no map can be made; without a path selector's module another one is used.",
  },
  "multipathd-active": {
    title: "multipathd is running or enabled.",
    explanation: "Two owners would change the same maps. pathplug stands back until multipathd does neither.",
  },
  "not-owner": {
    title: "pathplug does not own multipathing on this host.",
    explanation: "/etc/pathplug/owner says who does. Maps are changed only by the owner.",
  },
  "program-missing": {
    title: "A program that pathplug uses is not installed.",
    explanation:
      "dmsetup makes maps, kpartx their partitions, sg_rtpg asks for access states, sg_turs and sg_vpd test paths that have failed or are idle, qjs or node runs the worker. A path that cannot be tested is left as it is: one that works is not failed unless it may be another LUN, one that has failed is not used again.",
  },
};
