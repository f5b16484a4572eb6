import type { Check } from "../core/diagnostic/check.ts";
import type { LiveMap } from "../core/topology/map.ts";
import { checkFailures, checkMarkers, checkSuspended, checkUnwritten } from "../host/doctor/situation.ts";
import { readUnitStates } from "../host/doctor/unit-states.ts";
import { checkUnits } from "../host/doctor/units.ts";
import { readMarkers } from "../host/run/markers.ts";
import { changedAtOf } from "./changed-at.ts";
import type { Source } from "./source.ts";

/** What is under way, waits, or went wrong between an event and a map: what `doctor` and `status` tell alike. */
export async function checkSituation(source: Source, maps: readonly LiveMap[]): Promise<readonly Check[]> {
  const { system } = source;
  return [
    ...checkUnits(system, await readUnitStates(system)),
    checkFailures(system),
    ...checkMarkers(readMarkers(system, changedAtOf(source))),
    checkUnwritten(system),
    ...checkSuspended(maps),
  ];
}
