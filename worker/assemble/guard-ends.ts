import type { Action, Plan } from "../../core/plan/plan.ts";
import type { LiveMap } from "../../core/topology/map.ts";
import { triggerDisk } from "../../host/devices/scsi-disk.ts";
import { markShrunk, unmarkShrunk } from "../../host/run/shrunk-maps.ts";
import { diagnosticLine } from "../engine/journal.ts";
import type { Run } from "./run.ts";

/**
 * Before a plan is performed: keeps udev's programs away from the ends of maps that are larger than their LUNs, and says so once:
 * whoever uses such a map will meet its end.
 */
export function guardEnds({ system, journal }: Run, { actions, findings }: Plan): void {
  for (const action of actions) {
    const { kind, uuid, wwid } = action;
    const kept = keptSize(action, findings);
    if (kept !== undefined && markShrunk(system, uuid))
      journal(kept.severity, diagnosticLine(kept), { kind: "refused", wwid, code: kept.code });
    if (kind === "create") unmarkShrunk(system, uuid);
  }
}

/** After that: maps that are as large as their LUNs are looked at again, for what nobody has looked at meanwhile. */
export function freeEnds(
  { system }: Run,
  { findings }: Plan,
  performed: readonly Action[],
  liveMaps: readonly LiveMap[],
): void {
  for (const action of performed) {
    const { kind, uuid, spec } = action;
    // Of a map whose LUN was not looked at nothing is known.
    if ((spec === undefined && kind !== "remove") || keptSize(action, findings) !== undefined) continue;
    if (!unmarkShrunk(system, uuid) || kind === "remove") continue;
    const dm = liveMaps.find((map) => map.uuid === uuid)?.dm;
    if (dm !== undefined) triggerDisk(system, dm);
  }
}

function keptSize({ wwid }: Action, findings: Plan["findings"]): Plan["findings"][number] | undefined {
  return findings.find(({ code, subject }) => code === "size-kept" && subject === wwid);
}
