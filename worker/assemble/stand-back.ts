import { diagnose } from "../../core/diagnostic/codes.ts";
import { readRevocation } from "../../host/ownership/ownership.ts";
import {
  ARMED,
  DISARMED_BY_FAILURE,
  dropMarkers,
  EVERYTHING,
  kickAssemble,
} from "../../host/run/run-directory.ts";
import type { System } from "../../host/system/system.ts";
import { diagnosticLine, type Journal } from "../engine/journal.ts";

/**
 * Whether nothing is to be done on this host, which is said: it is not armed, or not to be touched any more, and then it is disarmed.
 * What waits starts the next run then, before which the launcher has given back what was claimed, and which drops it (`isReturned`);
 * where the host was disarmed after the launcher has looked, that run starts, too.
 */
export function standsBack(
  system: System,
  journal: Journal,
  wasGivenUp: boolean,
  isReturned: boolean,
): boolean {
  const isArmed = system.exists(ARMED);
  const why = isArmed ? readRevocation(system) : "Nobody has armed it";
  if (why === undefined) return false;
  if (isArmed) {
    system.unlink(ARMED);
    if (wasGivenUp) system.unlink(DISARMED_BY_FAILURE);
    kickAssemble(system, EVERYTHING);
  } else if (!wasGivenUp && isReturned) dropMarkers(system);
  kickToArm(system);
  const unarmed = diagnose("not-armed", "host", `${why}: nothing is assembled.`);
  journal("warning", diagnosticLine(unarmed), { kind: "stands-back", code: unarmed.code });
  return true;
}

/** Starts the next run where it has to arm the host: this one may have taken the marker that was left for that. */
export function kickToArm(system: System): void {
  if (!system.exists(ARMED) && system.exists(DISARMED_BY_FAILURE)) kickAssemble(system, EVERYTHING);
}
