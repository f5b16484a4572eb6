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
  "node-too-old": {
    title: "The command line does not run on this version of Node.",
    explanation:
      "It uses what Node has had since 20.19. Maps do not depend on it: the worker runs on QuickJS as well.",
  },
  "input-unreadable": {
    title: "A file cannot be read.",
    explanation: "It is missing, is a directory, or its permissions forbid it.",
  },
  "map-not-adoptable": {
    title: "A map of multipathd cannot be gone on with.",
    explanation:
      "Its paths are identified by another WWID than the map has, or one of them disagrees with the others. Under pathplug it would be the map of a LUN that nobody knows. Nothing was changed.",
  },
  "not-adopted": {
    title: "This host was not taken over from multipathd.",
    explanation:
      "`release` undoes what `adopt` has changed, which /etc/pathplug/adopted says. There is no such file.",
  },
  "unit-not-started": {
    title: "A unit of multipath-tools did not start.",
    explanation:
      "The host has been given back: maps stand, and rules and units are unmasked. Until multipathd runs, nobody tests paths.",
  },
  "image-unreadable": {
    title: "A file is no initramfs, or a damaged one.",
    explanation:
      "An initramfs is one or more cpio archives, the last of them compressed with gzip, zstd, xz, lz4, bzip2, lzma or lzop. Nothing of what follows the damage has been looked at.",
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
  "confirmation-needed": {
    title: "This has to be confirmed.",
    explanation:
      "What pathplug owns is taken from the system's own device names. Disks in use are left alone: mounts, swap, LVM, RAID, btrfs, what is opened exclusively, as by ZFS, and what a process has open. The list is printed before the question.",
  },
  "map-in-use": {
    title: "A map is in use.",
    explanation: "Disabling would take it away from whoever has it open. Nothing was changed.",
  },
  "wwid-unusable": {
    title: "The word is no WWID that a map could have.",
    explanation:
      "A WWID that is given to `ensure`, `resize` and `remove` consists of letters, digits and # + - . : = @ _, begins with a letter or a digit and has at most 122 characters. Nothing else is looked for, so that no file is named by it.",
  },
  "lun-absent": {
    title: "No path of this LUN has come in time.",
    explanation:
      "sysfs has no disk whose VPD page 83h gives this WWID. `ensure` waits for paths and does not look for them: the host is told to scan by whoever has mapped the LUN.",
  },
  "paths-too-few": {
    title: "The map has fewer paths than were asked for.",
    explanation:
      "Only paths that are in the map and whose SCSI device is running count. The map stands and serves I/O all the same.",
  },
  "map-not-ready": {
    title: "The LUN has paths, and its map is not as it was asked for in time.",
    explanation:
      "There is no map yet, its links are not there, it is suspended, or it has another size. The worker may still be at work, or leaves the LUN for a reason that it has said in the journal.",
  },
  "request-unanswered": {
    title: "Nobody on the host has served the request in time.",
    explanation:
      "A map is removed by a service of the host, asked by a file in /run/pathplug/requests. The service waits while a run of the worker is making maps. One who wants the map, as `pathplug ensure` does, takes the request back. What was asked may still be done, or not: asking again does no harm.",
  },
  "size-disputed": {
    title: "Not every path of the LUN has the size that was asked for.",
    explanation:
      "Every path was rescanned. A map that is larger than one of its paths would lose what is written behind that path's end, so it keeps its size until all of them agree.",
  },
  "shrink-refused": {
    title: "The map would become smaller.",
    explanation: "What lies behind the new end is lost, and a file system that reaches there is damaged.",
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
  "registry-broken": {
    title: "A file of the LUN registry cannot be read.",
    explanation: "The LUN counts as not registered; the file is left as it is.",
  },
  "sense-unreadable": {
    title: "There are no sense data to explain.",
    explanation:
      "Sense data begin with a response code of 70h to 73h and have a sense key. Of the kernel's log those lines count that tell how a SCSI command ended; a log without such lines is no error.",
  },
  "name-configured": {
    title: "The name of a map is set in pathplug.json.",
    explanation:
      "An alias in /etc/pathplug/pathplug.json is the name of the LUN's map, whatever was said before: a name given by hand would not last. The file is yours and is never written.",
  },
  "settings-kept": {
    title: "Settings that cannot be read do not replace those in force.",
    explanation:
      "/etc/pathplug/pathplug.json has an error. Without its exclusions and names disks would change hands because of a slip of the pen: where the file cannot be read the settings stay that were compiled last, and where one exclusion cannot be read all stay that were in force.",
  },
  "settings-not-in-force": {
    title: "What pathplug.json excludes is not in force.",
    explanation:
      "Rule and worker go by what `pathplug refresh` has compiled. The host is not taken over before the exclusions of /etc/pathplug/pathplug.json are part of that, all of them: it would take what they name.",
  },
};
