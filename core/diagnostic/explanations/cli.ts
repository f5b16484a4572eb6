import type { cliCodes } from "../codes/cli.ts";
import type { Explanations } from "../diagnostic.ts";

/** Errors of use: flags, input, ownership. */
export const cliExplanations: Explanations<typeof cliCodes> = {
  "bundle-unreadable": {
    title: "A recorded machine cannot be read.",
    explanation:
      "The file is missing, is no gzip, or holds no bundle of a version that this release knows. Nothing was replayed.",
  },
  "sysroot-missing": {
    title: "The directory given with --sysroot is not there.",
    explanation: "It has to hold the machine's sys, proc, etc and run.",
  },
  "input-unreadable": {
    title: "A file cannot be read.",
    explanation: "It is missing, is a directory, or its permissions forbid it.",
  },
  "device-not-found": {
    title: "This machine has no such device, map or code.",
    explanation:
      "Names are tried as a kernel name (sda), a device node, `major:minor`, H:C:T:L, a map's name or WWID, and as a diagnostic code.",
  },
  "not-live": {
    title: "A recorded machine can only be read.",
    explanation: "Commands that change something work on the running machine alone.",
  },
  "needs-root": {
    title: "This needs root.",
    explanation: "Maps, /etc/pathplug and udev can only be changed by root.",
  },
  "no-device-mapper": {
    title: "device-mapper cannot be asked.",
    explanation: "dmsetup is missing, or the kernel module dm_mod is not loaded and cannot be.",
  },
  "not-owner": {
    title: "pathplug does not own multipathing on this host.",
    explanation: "/etc/pathplug/owner says who does. Maps are changed only by the owner.",
  },
  "plan-stale": {
    title: "The machine has moved on since the plan was made.",
    explanation:
      "Paths or maps differ from what the plan was made from. Nothing was changed: the plan may be wrong now.",
  },
  "assemble-running": {
    title: "Another run changes maps at this moment.",
    explanation: "One run at a time holds the host's lock. Nothing was changed.",
  },
  "settle-timeout": {
    title: "The machine did not settle in time.",
    explanation: "udev events, markers or a worker were still there when the time was over.",
  },
  "multipathd-active": {
    title: "multipathd is running or enabled.",
    explanation: "Two owners would change the same maps. pathplug stands back until multipathd does neither.",
  },
  "confirmation-needed": {
    title: "This has to be confirmed.",
    explanation:
      "This release checks mounts, swap and holders only: a disk that a guest, btrfs or ZFS uses is not seen as used.",
  },
  "map-in-use": {
    title: "A map is in use.",
    explanation: "Disabling would take it away from whoever has it open. Nothing was changed.",
  },
  "write-failed": {
    title: "A file could not be written.",
    explanation: "What was there before is unchanged.",
  },
  "program-failed": {
    title: "A program that pathplug calls has failed.",
    explanation: "Its own words are in the message.",
  },
  "action-failed": {
    title: "Some actions of the plan failed.",
    explanation: "Each is listed with its reason; the others were performed.",
  },
  "bad-argument": {
    title: "The command line does not make sense.",
    explanation: "A flag or argument has a value that the command cannot take.",
  },
  "module-missing": {
    title: "A kernel module that maps need is not there.",
    explanation:
      "Without dm_multipath no map can be made; without a path selector's module another one is used.",
  },
  "rules-missing": {
    title: "udev rules of pathplug are not installed.",
    explanation: "Without them no path is claimed and no map gets its links.",
  },
  "rules-order": {
    title: "udev rules of pathplug stand in the wrong order.",
    explanation:
      "The claim rule has to come before 60-persistent-storage.rules, the map rule after the dm rule and before the one that probes maps.",
  },
  "hwdb-stale": {
    title: "udev's hardware database does not hold the profiles in force.",
    explanation: "A LUN that only its profile makes known is not claimed; those in the registry are.",
  },
  "program-missing": {
    title: "A program that pathplug uses is not installed.",
    explanation:
      "dmsetup makes maps, kpartx their partitions, sg_rtpg asks for access states, qjs or node runs the worker.",
  },
  "registry-broken": {
    title: "A file of the LUN registry cannot be read.",
    explanation: "The LUN counts as not registered; the file is left as it is.",
  },
};
