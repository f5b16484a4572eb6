import type { CodeEntry } from "../diagnostic.ts";

/** Refusals and findings of identification, grouping and planning. */
export const planCodes = {
  "path-size-differs": {
    severity: "error",
    hint: "rescan the path (echo 1 > /sys/block/DEV/device/rescan), then run `pathplug plan`",
  },
  "path-size-pending": {
    severity: "warning",
    hint: "rescan the other paths (echo 1 > /sys/block/DEV/device/rescan), then run `pathplug plan`",
  },
  "path-block-size-differs": {
    severity: "error",
    hint: "compare the paths with `pathplug inspect DEV`, and the LUN mapping on the array",
  },
  "path-designators-differ": {
    severity: "error",
    hint: "compare the paths with `pathplug inspect DEV`, and the LUN ids on the array",
  },
  "path-serial-differs": {
    severity: "error",
    hint: "compare the paths with `pathplug inspect DEV`, and the LUN ids on the array",
  },
  "path-no-majority": {
    severity: "error",
    hint: "compare the paths with `pathplug inspect DEV`; unmap the wrong ones on the array",
  },
  "path-nexus-twice": {
    severity: "error",
    hint: "remove one of the two mappings on the array, then run `pathplug plan`",
  },
  "path-id-not-unique": {
    severity: "error",
    hint: "give the LUN an id on the target, or a profile to the product; see `pathplug explain DEV`",
  },
  "path-no-id": {
    severity: "note",
    hint: "see `pathplug inspect DEV`",
  },
  "path-access-unknown": {
    severity: "warning",
    hint: "see `pathplug inspect DEV` and sg_rtpg",
  },
  "path-not-addable": {
    severity: "warning",
    hint: "see /sys/block/DEV/device/state; `pathplug plan` when it runs again",
  },
  "size-kept": {
    severity: "warning",
    hint: "Make sure that nothing lies behind the new end, then run `pathplug resize --wwid WWID --bytes BYTES --allow-shrink`.",
  },
  "path-suspect": {
    severity: "warning",
    hint: "Wait until pathplug-recheck.service has identified it; where that lasts, see `pathplug explain DEV`.",
  },
  "selector-missing": {
    severity: "warning",
    hint: "install the kernel module, or set path_selector in a profile; `pathplug doctor` lists what there is",
  },
  "queue-mode-kept": {
    severity: "note",
    hint: "unmount what is on the map and remove it with `dmsetup remove`; `pathplug apply` makes it anew",
  },
  "word-unfit": {
    severity: "error",
    hint: "`pathplug explain DEV` names the profile or file that gave the setting",
  },
  "name-taken": {
    severity: "warning",
    hint: "choose another alias in /etc/pathplug/pathplug.json, or rename the other device",
  },
  "name-unfit": {
    severity: "warning",
    hint: "choose another alias in /etc/pathplug/pathplug.json",
  },
  "wwid-unfit": {
    severity: "error",
    hint: "see `pathplug inspect DEV` for the designators of the LUN",
  },
  "table-syntax": {
    severity: "error",
    hint: "compare with `dmsetup table`; `pathplug table render` prints a correct one",
  },
  "status-syntax": {
    severity: "error",
    hint: "compare with `dmsetup status`",
  },
  "registry-line": {
    severity: "warning",
    hint: "correct or delete the line; `pathplug apply` writes the file anew",
  },
  "registry-format": {
    severity: "error",
    hint: "`pathplug apply` writes the file anew; delete it to forget the LUN",
  },
  "registry-later": {
    severity: "warning",
    hint: "install the release that wrote the file; or delete it, and `pathplug assemble` writes it anew",
  },
  "binding-conflict": {
    severity: "warning",
    hint: "correct /etc/multipath/bindings, or use `pathplug map rename`",
  },
  "bindings-not-written": {
    severity: "warning",
    hint: "make /etc/multipath/bindings writable, or use `pathplug map rename`",
  },
  "name-bound": {
    severity: "warning",
    hint: "use UUID= in fstab, then `systemctl daemon-reload` and `pathplug apply`",
  },
} as const satisfies Record<string, CodeEntry>;
