import type { CodeEntry } from "../diagnostic.ts";

/** Errors of use: flags, input, ownership. */
export const cliCodes = {
  "bundle-unreadable": {
    severity: "error",
    title: "A recorded machine cannot be read.",
    explanation:
      "The file is missing, is no gzip, or holds no bundle of a version that this release knows. Nothing was replayed.",
    hint: "Record the machine again with `pathplug record -o FILE`.",
  },
  "sysroot-missing": {
    severity: "error",
    title: "The directory given with --sysroot is not there.",
    explanation: "It has to hold the machine's sys, proc, etc and run.",
    hint: "Name the directory that holds `sys`.",
  },
  "input-unreadable": {
    severity: "error",
    title: "A file cannot be read.",
    explanation: "It is missing, is a directory, or its permissions forbid it.",
    hint: "Check the name and its permissions.",
  },
  "device-not-found": {
    severity: "error",
    title: "This machine has no such device, map or code.",
    explanation:
      "Names are tried as a kernel name (sda), a device node, `major:minor`, H:C:T:L, a map's name or WWID, and as a diagnostic code.",
    hint: "Run `pathplug list paths` or `pathplug list maps`.",
  },
  "not-live": {
    severity: "error",
    title: "A recorded machine can only be read.",
    explanation: "Commands that change something work on the running machine alone.",
    hint: "Leave out --replay and --sysroot; `pathplug plan` shows what would be done.",
  },
  "needs-root": {
    severity: "error",
    title: "This needs root.",
    explanation: "Maps, /etc/pathplug and udev can only be changed by root.",
    hint: "Run the same command with sudo.",
  },
  "no-device-mapper": {
    severity: "error",
    title: "device-mapper cannot be asked.",
    explanation: "dmsetup is missing, or the kernel module dm_mod is not loaded and cannot be.",
    hint: "Install dmsetup and load the module (`modprobe dm_multipath`), then see `pathplug doctor`.",
  },
  "not-owner": {
    severity: "error",
    title: "pathplug does not own multipathing on this host.",
    explanation: "/etc/pathplug/owner says who does. Maps are changed only by the owner.",
    hint: "Run `pathplug enable --dry-run` to see what would change hands, then `pathplug enable`.",
  },
  "plan-stale": {
    severity: "error",
    title: "The machine has moved on since the plan was made.",
    explanation:
      "Paths or maps differ from what the plan was made from. Nothing was changed: the plan may be wrong now.",
    hint: "Run `pathplug plan` again and apply that.",
  },
  "assemble-running": {
    severity: "error",
    title: "Another run changes maps at this moment.",
    explanation: "One run at a time holds the host's lock. Nothing was changed.",
    hint: "Run `pathplug settle`, then try again.",
  },
  "settle-timeout": {
    severity: "error",
    title: "The machine did not settle in time.",
    explanation: "udev events, markers or a worker were still there when the time was over.",
    hint: "Give it longer with --timeout, or see `systemctl status pathplug-assemble.service`.",
  },
  "multipathd-active": {
    severity: "error",
    title: "multipathd is running or enabled.",
    explanation: "Two owners would change the same maps. pathplug stands back until multipathd does neither.",
    hint: "Run `systemctl disable --now multipathd.service multipathd.socket` once no map needs it.",
  },
  "confirmation-needed": {
    severity: "error",
    title: "This has to be confirmed.",
    explanation:
      "This release checks mounts, swap and holders only: a disk that a guest, btrfs or ZFS uses is not seen as used.",
    hint: "Look at `pathplug enable --dry-run`, then give --yes.",
  },
  "map-in-use": {
    severity: "error",
    title: "A map is in use.",
    explanation: "Disabling would take it away from whoever has it open. Nothing was changed.",
    hint: "Unmount or stop what uses it, then try again.",
  },
  "write-failed": {
    severity: "error",
    title: "A file could not be written.",
    explanation: "What was there before is unchanged.",
    hint: "Check that the file system is writable and has room.",
  },
  "program-failed": {
    severity: "error",
    title: "A program that pathplug calls has failed.",
    explanation: "Its own words are in the message.",
    hint: "Run `pathplug doctor`; it names programs that are missing.",
  },
  "action-failed": {
    severity: "error",
    title: "Some actions of the plan failed.",
    explanation: "Each is listed with its reason; the others were performed.",
    hint: "Run `pathplug plan` to see what is left to do.",
  },
  "bad-argument": {
    severity: "error",
    title: "The command line does not make sense.",
    explanation: "A flag or argument has a value that the command cannot take.",
    hint: "Add --help to see what the command takes.",
  },
  "module-missing": {
    severity: "error",
    title: "A kernel module that maps need is not there.",
    explanation:
      "Without dm_multipath no map can be made; without a path selector's module another one is used.",
    hint: "Install the kernel's modules, then `modprobe dm_multipath`.",
  },
  "rules-missing": {
    severity: "error",
    title: "udev rules of pathplug are not installed.",
    explanation: "Without them no path is claimed and no map gets its links.",
    hint: "Run `pathplug rules install`, or reinstall the package.",
  },
  "rules-order": {
    severity: "error",
    title: "udev rules of pathplug stand in the wrong order.",
    explanation:
      "The claim rule has to come before 60-persistent-storage.rules, the map rule after the dm rule and before the one that probes maps.",
    hint: "Run `pathplug rules install` with the style of this distribution.",
  },
  "hwdb-stale": {
    severity: "warning",
    title: "udev's hardware database does not hold the profiles in force.",
    explanation: "A LUN that only its profile makes known is not claimed; those in the registry are.",
    hint: "Run `pathplug refresh`.",
  },
  "program-missing": {
    severity: "warning",
    title: "A program that pathplug uses is not installed.",
    explanation:
      "dmsetup makes maps, kpartx their partitions, sg_rtpg asks for access states, qjs or node runs the worker.",
    hint: "Install the package that has it.",
  },
  "registry-broken": {
    severity: "warning",
    title: "A file of the LUN registry cannot be read.",
    explanation: "The LUN counts as not registered; the file is left as it is.",
    hint: "Look at the file; `pathplug assemble` writes it again once the LUN's map is whole.",
  },
} as const satisfies Record<string, CodeEntry>;
