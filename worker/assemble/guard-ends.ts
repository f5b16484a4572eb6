import type { Diagnostic } from "../../core/diagnostic/diagnostic.ts";
import type { Action, Plan } from "../../core/plan/plan.ts";
import type { LiveMap } from "../../core/topology/map.ts";
import { triggerDisk } from "../../host/devices/scsi-disk.ts";
import { listShrunk, markShrunk, unmarkShrunk } from "../../host/run/shrunk-maps.ts";
import { diagnosticLine } from "../engine/journal.ts";
import type { Run } from "./run.ts";

/**
 * Before a plan is performed: keeps udev's programs away from the ends of maps that are larger than their LUNs, and says so once:
 * whoever uses such a map will meet its end.
 */
export function guardEnds({ system, journal }: Run, { actions, findings }: Plan): void {
  for (const kept of findings.filter(isSizeKept)) {
    const { code, severity, subject: wwid } = kept;
    const uuid = actions.find((action) => action.wwid === wwid)?.uuid;
    if (uuid !== undefined && markShrunk(system, uuid))
      journal(severity, diagnosticLine(kept), { kind: "refused", wwid, code });
  }
  for (const { kind, uuid } of actions) if (kind === "create") unmarkShrunk(system, uuid);
}

/** After that: maps that are as large as their LUNs are looked at again, for what nobody has looked at meanwhile. */
export function freeEnds(
  { system }: Run,
  { findings }: Plan,
  performed: readonly Action[],
  liveMaps: readonly LiveMap[],
): void {
  for (const uuid of listShrunk(system)) {
    const { kind, wwid, spec } = performed.find((action) => action.uuid === uuid) ?? {};
    // Of a map whose LUN was not looked at nothing is known.
    if (spec === undefined && kind !== "remove") continue;
    if (findings.some((one) => isSizeKept(one) && one.subject === wwid)) continue;
    unmarkShrunk(system, uuid);
    const dm = liveMaps.find((map) => map.uuid === uuid)?.dm;
    if (kind !== "remove" && dm !== undefined) triggerDisk(system, dm);
  }
}

function isSizeKept({ code }: Diagnostic): boolean {
  return code === "size-kept";
}
