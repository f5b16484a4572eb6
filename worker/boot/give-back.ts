import { judgeMachine } from "../../core/plan/judge.ts";
import type { CompiledProfiles } from "../../core/profile/compiled.ts";
import { allPaths } from "../../core/topology/luns.ts";
import type { PathFacts } from "../../core/topology/path.ts";
import { returnDisks } from "../../host/devices/path-partitions.ts";
import { readMachine } from "../../host/machine.ts";
import { readObjections } from "../../host/ownership/arming.ts";
import { ARMED, DISARMED_BY_FAILURE } from "../../host/run/run-directory.ts";
import type { System } from "../../host/system/system.ts";
import type { Journal } from "../engine/journal.ts";

/**
 * Gives the disks back that the claim rule has taken and whose LUN has no map, on a host that is disarmed: nobody makes one any more,
 * and until udev looks again they are nobody's. Those beside a map stay as they are, for what lies on it would be found a second time;
 * so do those of a LUN of which anything is held, and another's. Returns the exit status.
 */
export async function giveBack(
  system: System,
  profiles: CompiledProfiles,
  journal: Journal,
): Promise<number> {
  if (system.exists(ARMED) || system.exists(DISARMED_BY_FAILURE)) return 0;
  // Nothing speaks against the host: it is about to be armed, as at a boot.
  if (readObjections(system).length === 0) return 0;
  const machine = await readMachine(system);
  const devs = judgeMachine(machine, profiles).luns.flatMap(({ lun, isMapped }) => {
    const paths = allPaths(lun);
    if (isMapped || paths.some(({ holders }) => holders.length > 0)) return [];
    return paths.filter(isClaimedByRule).map(({ dev }) => dev);
  });
  if (devs.length === 0) return 0;
  const line = `the host is disarmed, and these disks, which have no map, are given back: ${devs.join(" ")}`;
  journal("note", line, { kind: "given-back", devs });
  await returnDisks(system, devs);
  return 0;
}

/** Whether it was this package's rule: multipath-tools' leaves another mark. */
function isClaimedByRule({ claimed, properties = [] }: PathFacts): boolean {
  return claimed === true && properties.includes("PATHPLUG_PATH");
}
