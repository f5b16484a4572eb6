import type { CodeEntry } from "../diagnostic.ts";

/** Errors at the edge: programs, files, device-mapper, locks. */
export const hostCodes = {
  "lun-in-use": {
    severity: "error",
    hint: "Free the disk, then run `pathplug assemble`, or reboot.",
  },
  "path-hangs": {
    severity: "warning",
    hint: "See the path with `pathplug explain DEV` and `dmesg`; delete it (echo 1 > /sys/block/DEV/device/delete) or mend it, then run `pathplug assemble`.",
  },
  "path-not-registered": {
    severity: "error",
    hint: "See `pathplug own status MAP`; it is tried again by itself.",
  },
  "key-lost": {
    severity: "warning",
    hint: "See `pathplug own status MAP`; `pathplug own register MAP` registers it again.",
  },
  "path-changed": {
    severity: "error",
    hint: "Check on the array which LUN has this place; the disk that comes in its stead is told by `pathplug explain DEV`.",
  },
  "boot-forbids": {
    severity: "warning",
    hint: "Boot without `nompath` and `multipath=off`, then see `pathplug doctor`.",
  },
  "rules-rival": {
    severity: "warning",
    hint: "Mask the file (ln -s /dev/null /etc/udev/rules.d/NAME), or take it away where it lies in /etc, then run `pathplug enable`.",
  },
  "table-refused": {
    severity: "error",
    hint: "See the kernel log (`dmesg`) for its reason, then run `pathplug plan`.",
  },
  "lun-hangs": {
    severity: "error",
    hint: "Look at its paths and at the kernel log (`dmesg`); `pathplug assemble` tries it at once.",
  },
  "not-armed": {
    severity: "warning",
    hint: "Run `pathplug enable`, or see `pathplug doctor` for what holds it back.",
  },
  "registry-not-written": {
    severity: "warning",
    hint: "It is written as soon as /etc is writable; `pathplug assemble` tries again.",
  },
  "wwids-not-written": {
    severity: "warning",
    hint: "Take lines out of it that begin with # or whose LUNs are gone.",
  },
  "lun-not-ready": {
    severity: "warning",
    hint: "Run `pathplug explain WWID`; delete its files in /etc/pathplug/luns.d to forget a LUN that is gone.",
  },
  "profiles-unreadable": {
    severity: "error",
    hint: "Run `pathplug refresh`, or reinstall the package.",
  },
  "module-missing": {
    severity: "error",
    hint: "Install the kernel's modules, then `modprobe dm_multipath`.",
  },
  "multipathd-active": {
    severity: "error",
    hint: "Run `systemctl disable --now multipathd.service multipathd.socket` once no map needs it.",
  },
  "not-owner": {
    severity: "error",
    hint: "Run `pathplug enable --dry-run` to see what would change hands, then `pathplug enable`.",
  },
  "program-missing": {
    severity: "warning",
    hint: "Install the package that has it.",
  },
} as const satisfies Record<string, CodeEntry>;
