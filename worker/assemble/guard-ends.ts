import type { Machine } from "../../core/plan/machine.ts";
import type { Plan } from "../../core/plan/plan.ts";
import { triggerDisk } from "../../host/devices/scsi-disk.ts";
import { markShrunk, unmarkShrunk } from "../../host/run/shrunk-maps.ts";
import { diagnosticLine } from "../engine/journal.ts";
import type { Run } from "./run.ts";

/**
 * Keeps udev's programs away from the ends of maps that are larger than their LUNs, as long as they are, and says so once: whoever
 * uses such a map will meet its end.
 */
export function guardEnds(
  { system, journal }: Run,
  { actions, findings }: Plan,
  { liveMaps }: Machine,
): void {
  for (const { kind, uuid, wwid, spec } of actions) {
    // Of a map whose LUN was not looked at nothing is known.
    if (spec === undefined && kind !== "remove") continue;
    const kept = findings.find(({ code, subject }) => code === "size-kept" && subject === wwid);
    if (kept !== undefined) {
      if (markShrunk(system, uuid))
        journal(kept.severity, diagnosticLine(kept), { kind: "refused", wwid, code: kept.code });
    } else if (unmarkShrunk(system, uuid) && kind === "nothing") {
      // Another change has an event of its own.
      const dm = liveMaps.find((map) => map.uuid === uuid)?.dm;
      if (dm !== undefined) triggerDisk(system, dm);
    }
  }
}
