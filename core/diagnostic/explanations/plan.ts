import type { planCodes } from "../codes/plan.ts";
import type { Explanations } from "../diagnostic.ts";

/** Refusals and findings of identification, grouping and planning. */
export const planExplanations: Explanations<typeof planCodes> = {
  "path-size-differs": {
    title: "A path of a LUN has another size than the LUN.",
    explanation:
      "The kernel does not compare the sizes of the paths of a map. A path of another size is either stale (the LUN was resized and this path was not rescanned) or another LUN under the same name: writing through it could destroy data. It is never added to the map.",
  },
  "path-size-pending": {
    title: "A path in use shows a new size that its siblings do not show yet.",
    explanation:
      "A LUN was probably resized. The path stays in its map; the map is resized when all its paths agree on the new size.",
  },
  "path-block-size-differs": {
    title: "A path of a LUN has another logical block size than the LUN.",
    explanation: "It cannot be the same LUN, whatever its id says. It is never added to the map.",
  },
  "path-designators-differ": {
    title: "A path reports other designators for its logical unit than its siblings.",
    explanation:
      "Paths of one LUN report the same set of logical unit designators in VPD page 83. A path that shares the best one and differs in others reaches another LUN under the same id. It is never added to the map.",
  },
  "path-serial-differs": {
    title: "A path reports another unit serial number than its siblings.",
    explanation:
      "The unit serial number (VPD page 80) belongs to the logical unit. A path with another one reaches another LUN under the same id. It is never added to the map.",
  },
  "path-no-majority": {
    title: "The paths of a LUN contradict each other and none of them is right by majority.",
    explanation:
      "No live map, registry entry or strict majority of the paths says which of them is the LUN. None is added to a map; a map that stands is left as it is.",
  },
  "path-nexus-twice": {
    title: "The same LUN is reached twice through one target port.",
    explanation:
      "One initiator port, one target port, two LUN numbers, one id: the array maps the LUN twice, or one of the two is stale after a remap. The second is not added.",
  },
  "path-id-not-unique": {
    title: "The id of a LUN is not known to be unique.",
    explanation:
      "Two LUNs can have this id: it is all zero, a software target's default, or assigned locally (NAA 3). Without a profile that vouches for the product, no map is made of it.",
  },
  "path-no-id": {
    title: "A disk has no id by which paths could be told to be of one LUN.",
    explanation:
      "Without a usable designator in VPD page 83 nothing is known of siblings. The disk is left alone.",
  },
  "path-access-unknown": {
    title: "The access state of a path could not be found in what the device reported.",
    explanation:
      "REPORT TARGET PORT GROUPS did not list the group of this path, or the path does not say which group it is in. The state that the kernel knows is used.",
  },
  "path-not-addable": {
    title: "A path is offline or blocked and cannot be opened.",
    explanation:
      "Loading a table with it would fail for the whole map. It stays where it already is part of a map, and is added as soon as it runs.",
  },
  "size-kept": {
    title: "A LUN, or a path of it, has become smaller than its map.",
    explanation:
      "A map follows a LUN that grows, and one that shrinks only where auto_resize is grow_shrink or somebody asks for it: what lies behind the new end is lost. Until then the map has its old size, and I/O behind the new end fails. The kernel loads no table that is larger than its paths: no path joins the map meanwhile, and a disk that goes stays in its table. It follows all the same where a path has become another LUN, or none of its paths is left.",
  },
  "path-suspect": {
    title: "A path may be another LUN now.",
    explanation:
      "It has told by a unit attention that its INQUIRY data or the LUNs of its target have changed, or has not said who it is when it was asked. No map sends I/O to it until page 83h has shown that it is the LUN that it was.",
  },
  "selector-missing": {
    title: "The kernel lacks the path selector that the settings ask for.",
    explanation:
      "A table with an unknown selector does not load. The next best that the kernel has is used: service-time, queue-length, round-robin.",
  },
  "queue-mode-kept": {
    title: "A live map has another queue mode than the settings ask for.",
    explanation:
      "The kernel cannot change the queue mode of a map on reload. The map keeps the one it was made with.",
  },
  "word-unfit": {
    title: "A word of the settings cannot stand in a device-mapper table.",
    explanation: "Table words are letters, digits and a few signs, without blanks.",
  },
  "name-taken": {
    title:
      "The name that a map should have belongs to another device, or pathplug.json gives it to another LUN.",
    explanation:
      "A new map is named by its WWID or a friendly name instead, one that stands keeps its name. An alias that pathplug.json has for one LUN is not the one's any more that had it before.",
  },
  "name-unfit": {
    title: "A text cannot be the name of a device-mapper device.",
    explanation: "Names have 1 to 127 bytes, no slash and no backslash, and are not `.` or `..`.",
  },
  "wwid-unfit": {
    title: "A WWID cannot be the UUID or the name of a map.",
    explanation:
      "A UUID has at most 128 bytes, `mpath-` included; blanks and control characters are not allowed.",
  },
  "table-syntax": {
    title: "A text is not a multipath table.",
    explanation:
      "A table line is `[name: ]0 SECTORS multipath NFEATURES … NHANDLER … NGROUPS INITIAL {SELECTOR NARGS … NPATHS NARGS {MAJ:MIN …}}`.",
  },
  "status-syntax": {
    title: "A text is not the status of a multipath map.",
    explanation: "What `dmsetup status` prints for target multipath was expected.",
  },
  "registry-line": {
    title: "A line of a LUN registry file cannot be read.",
    explanation: "Lines are KEY=VALUE, comments begin with #. The line is skipped, the others count.",
  },
  "registry-format": {
    title: "A LUN registry file has a format that this release does not read, or names no WWID.",
    explanation: "The file is ignored by planning. udev still finds it: a listed LUN stays claimed.",
  },
  "registry-later": {
    title: "A LUN registry file was written by a later release.",
    explanation:
      "Its LUN is claimed and gets its map, but what else is remembered of it is not understood, and the file is left as it is.",
  },
  "binding-conflict": {
    title: "/etc/multipath/bindings and the names of maps contradict each other.",
    explanation:
      "Each alias belongs to one WWID, and each WWID has one alias. Of two lines for one alias the first counts, of two aliases for one WWID the shorter one. A map that stands keeps its name whatever the file says; a new one whose alias is another's is named by its WWID. Other people's lines are never changed.",
  },
  "bindings-not-written": {
    title: "A new alias could not be written to /etc/multipath/bindings.",
    explanation:
      "A map gets a name by user_friendly_names only when the file has it, so that the LUN has the same one after the next boot. The file is on a read-only file system, another program has locked it, it changed meanwhile more than once, or it is too large. The map is named by its WWID and keeps that name.",
  },
  "name-bound": {
    title: "A map keeps its name, because units of systemd are bound to the node of that name.",
    explanation:
      "systemd stops what is bound to a device node that goes: it would unmount a file system that fstab mounts by /dev/mapper/NAME. The map is renamed as soon as no unit is bound to it or to one of its partitions.",
  },
};
