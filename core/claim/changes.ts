import type { ClaimReason } from "./reason.ts";

/** What changes a verdict: for each reason the next command, or why there is none. */
const changes: Readonly<Record<ClaimReason, string>> = {
  "not-owner": "`pathplug enable --dry-run` shows what `pathplug enable` would change",
  "not-armed": "`pathplug doctor` names what holds pathplug back",
  "kernel-command-line": "boot without `nompath` and `multipath=off`",
  "not-a-disk": "nothing: only whole SCSI disks can be paths",
  "no-identity": "the array gives this LUN no id (VPD page 83); see its host guide",
  "native-multipath": "nothing: the kernel's own multipathing has it",
  "held-by-map": "`pathplug disable` removes maps that are not in use and gives their disks back",
  excluded: "take the pattern out of `exclude`, then `pathplug refresh`",
  "in-use": "free the disk: it becomes a map by itself, or by `pathplug assemble`",
  "map-failed": "another path, another size or other settings; `pathplug assemble` tries it at once",
  "given-back": "connect a second path; or `pathplug enable --mode greedy`",
  registered: "`pathplug disable` gives all disks back",
  mapped: "`pathplug disable` removes maps that are not in use",
  "not-listed": "`pathplug enable --mode known` claims LUNs by their profile",
  "product-never": "a profile of your own in /etc/pathplug/profiles.d, then `pathplug refresh`",
  "unknown-product": "a profile in /etc/pathplug/profiles.d, then `pathplug refresh`",
  "left-before": "`pathplug assemble` takes it, if nobody uses it",
  "first-path": "`pathplug enable --mode strict` claims registered LUNs only",
  "second-path": "`pathplug enable --mode strict` claims registered LUNs only",
  smart: "`pathplug enable --mode yes` leaves first paths to the system",
  greedy: "`exclude` in /etc/pathplug/pathplug.json, then `pathplug refresh`",
  "second-path-awaited": "connect a second path, or set `claim` to first-path in a profile",
  "partition-of-path":
    "nothing: the partitions of the map are used; `pathplug explain` the disk itself for the rest",
};

export function claimChange(reason: ClaimReason): string {
  return changes[reason];
}
