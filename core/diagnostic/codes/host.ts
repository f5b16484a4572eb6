import type { CodeEntry } from "../diagnostic.ts";

/** Errors at the edge: programs, files, device-mapper, locks. */
export const hostCodes = {
  "lun-in-use": {
    severity: "error",
    hint: "Free the disk, then run `pathplug assemble`, or reboot.",
  },
  "table-refused": {
    severity: "error",
    hint: "See the kernel log (`dmesg`) for its reason, then run `pathplug plan`.",
  },
  "not-armed": {
    severity: "warning",
    hint: "Run `pathplug enable`, or see `pathplug doctor` for what holds it back.",
  },
  "registry-not-written": {
    severity: "warning",
    hint: "Make /etc writable, then run `pathplug assemble`.",
  },
  "unit-stopped": {
    severity: "error",
    hint: "Run `systemctl status 'pathplug*'`.",
  },
  "boot-order": {
    severity: "error",
    hint: "See `systemctl cat UNIT` for the drop-in that says so.",
  },
  "markers-waiting": {
    severity: "error",
    hint: "Run `systemctl status pathplug-assemble.service`; `pathplug assemble` looks at them at once.",
  },
  "markers-parked": {
    severity: "warning",
    hint: "See `journalctl -t pathplug` for the cause; `pathplug assemble` tries at once.",
  },
  "worker-failing": {
    severity: "error",
    hint: "See `journalctl -b -u pathplug-assemble.service` for the cause; `pathplug assemble` tries at once.",
  },
  "profiles-unreadable": {
    severity: "error",
    hint: "Run `pathplug refresh`, or reinstall the package.",
  },
} as const satisfies Record<string, CodeEntry>;
