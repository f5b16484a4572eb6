import type { CodeEntry } from "../diagnostic.ts";

/** Errors of use: flags, input, ownership. */
export const cliCodes = {
  "bundle-unreadable": {
    severity: "error",
    hint: "Record the machine again with `pathplug record -o FILE`.",
  },
  "sysroot-missing": {
    severity: "error",
    hint: "Name the directory that holds `sys`.",
  },
  "node-too-old": {
    severity: "error",
    hint: "Install a later Node. The worker, which makes the maps, runs without it where qjs is installed.",
  },
  "input-unreadable": {
    severity: "error",
    hint: "Check the name and its permissions.",
  },
  "map-not-adoptable": {
    severity: "error",
    hint: "See `pathplug explain MAP`; have multipathd give up the map, or correct its uid_attribute.",
  },
  "not-adopted": {
    severity: "error",
    hint: "Run `pathplug disable` to give up a host that was not taken over from multipathd.",
  },
  "unit-not-started": {
    severity: "error",
    hint: "See `systemctl status UNIT` and start it.",
  },
  "image-unreadable": {
    severity: "error",
    hint: "Name an initramfs, such as /boot/initrd.img-$(uname -r); make it anew if it is damaged.",
  },
  "device-not-found": {
    severity: "error",
    hint: "Run `pathplug list paths` or `pathplug list maps`.",
  },
  "not-live": {
    severity: "error",
    hint: "Leave out --replay and --sysroot; `pathplug plan` shows what would be done.",
  },
  "needs-root": {
    severity: "error",
    hint: "Run the same command with sudo.",
  },
  "no-device-mapper": {
    severity: "error",
    hint: "Install dmsetup and load the module (`modprobe dm_multipath`), then see `pathplug doctor`.",
  },
  "plan-stale": {
    severity: "error",
    hint: "Run `pathplug plan` again and apply that.",
  },
  "assemble-running": {
    severity: "error",
    hint: "Run `pathplug settle`, then try again.",
  },
  "settle-timeout": {
    severity: "error",
    hint: "Give it longer with --timeout, or see `systemctl status pathplug-assemble.service`.",
  },
  "confirmation-needed": {
    severity: "error",
    hint: "Look at `pathplug enable --dry-run`, or `pathplug own status MAP`, then give --yes.",
  },
  "map-in-use": {
    severity: "error",
    hint: "Unmount or stop what uses it, then try again.",
  },
  "wwid-unusable": {
    severity: "error",
    hint: "Give it as `pathplug list maps` and `pathplug list paths` show it.",
  },
  "lun-absent": {
    severity: "error",
    hint: "Check on the array that the LUN is mapped to this host; rescan, then see `pathplug list paths`.",
  },
  "paths-too-few": {
    severity: "error",
    hint: "See `pathplug topology WWID`; give --min-paths fewer, or --timeout longer.",
  },
  "map-not-ready": {
    severity: "error",
    hint: "See `pathplug explain WWID` and `journalctl -t pathplug`, then try again.",
  },
  "request-unanswered": {
    severity: "error",
    hint: "See `systemctl status pathplug-requests.path pathplug-requests.service` on the host, then try again.",
  },
  "size-disputed": {
    severity: "error",
    hint: "Check the size on the array and the paths with `pathplug topology WWID`, then try again.",
  },
  "shrink-refused": {
    severity: "error",
    hint: "Make what is on the map smaller first, then give --allow-shrink.",
  },
  "write-failed": {
    severity: "error",
    hint: "Check that the file system is writable and has room.",
  },
  "program-failed": {
    severity: "error",
    hint: "Run `pathplug doctor`; it names programs that are missing.",
  },
  "action-failed": {
    severity: "error",
    hint: "Run `pathplug plan` to see what is left to do.",
  },
  "bad-argument": {
    severity: "error",
    hint: "Add --help to see what the command takes.",
  },
  "rules-missing": {
    severity: "error",
    hint: "Run `pathplug rules install`, or reinstall the package.",
  },
  "rules-order": {
    severity: "error",
    hint: "Run `pathplug rules install` with the style of this distribution.",
  },
  "hwdb-stale": {
    severity: "warning",
    hint: "Run `pathplug refresh`.",
  },
  "registry-broken": {
    severity: "warning",
    hint: "Look at the file; `pathplug assemble` writes it again once the LUN's map is whole.",
  },
  "sense-unreadable": {
    severity: "error",
    hint: "Give sense data as hex (`sg_inq` and others show it with -vv), or pipe `dmesg` into `pathplug explain sense -`.",
  },
  "name-configured": {
    severity: "error",
    hint: "Change the alias there, then run `pathplug refresh` and `pathplug apply`.",
  },
  "settings-kept": {
    severity: "warning",
    hint: "Mend what is told above (`pathplug profile check`), then run `pathplug refresh` again.",
  },
  "settings-not-in-force": {
    severity: "error",
    hint: "Run `pathplug refresh`, then try again.",
  },
} as const satisfies Record<string, CodeEntry>;
