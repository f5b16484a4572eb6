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
  "input-unreadable": {
    severity: "error",
    hint: "Check the name and its permissions.",
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
  "not-owner": {
    severity: "error",
    hint: "Run `pathplug enable --dry-run` to see what would change hands, then `pathplug enable`.",
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
  "multipathd-active": {
    severity: "error",
    hint: "Run `systemctl disable --now multipathd.service multipathd.socket` once no map needs it.",
  },
  "confirmation-needed": {
    severity: "error",
    hint: "Look at `pathplug enable --dry-run`, then give --yes.",
  },
  "map-in-use": {
    severity: "error",
    hint: "Unmount or stop what uses it, then try again.",
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
  "module-missing": {
    severity: "error",
    hint: "Install the kernel's modules, then `modprobe dm_multipath`.",
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
  "program-missing": {
    severity: "warning",
    hint: "Install the package that has it.",
  },
  "registry-broken": {
    severity: "warning",
    hint: "Look at the file; `pathplug assemble` writes it again once the LUN's map is whole.",
  },
} as const satisfies Record<string, CodeEntry>;
