import type { CodeEntry } from "../diagnostic.ts";

/** What `doctor` alone finds: units, markers and maps that are not as they have to be. */
export const doctorCodes = {
  "unit-stopped": {
    severity: "error",
    hint: "Run `systemctl status 'pathplug*'`.",
  },
  "unit-ended-late": {
    severity: "warning",
    hint: "It runs again by itself; `pathplug doctor` names a LUN that hangs.",
  },
  "audit-off": {
    severity: "warning",
    hint: "Run `systemctl unmask pathplug-audit.timer`, then `systemctl start pathplug-audit.timer`.",
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
  "map-suspended": {
    severity: "error",
    hint: "Run `dmsetup resume NAME`, unless whoever suspended it is still at work.",
  },
} as const satisfies Record<string, CodeEntry>;
