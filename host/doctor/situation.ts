import { type Check, ok, wrong } from "../../core/diagnostic/check.ts";
import type { Left } from "../../core/plan/left-luns.ts";
import { type Markers, waitedText } from "../../core/plan/markers.ts";
import type { LiveMap } from "../../core/topology/map.ts";
import { listFiles, RUN_REGISTRY } from "../registry/registry.ts";
import { DISARMED_BY_FAILURE } from "../run/run-directory.ts";
import { readFailures } from "../run/worker-failures.ts";
import type { System } from "../system/system.ts";

/** How long a marker may wait for the worker, seconds: as long as one run may take. */
const LONGEST_WAIT = 400;

/** What waits for the worker, and what it has put aside. */
export function checkMarkers({ queued, parked }: Markers): readonly Check[] {
  const names = (markers: Markers["queued"]): string => markers.map(({ name }) => name).join(" ");
  const since = (markers: Markers["queued"]): string => {
    const waited = waitedText(markers);
    return waited === undefined ? "" : ` for ${waited}`;
  };
  const isStuck = queued.some(({ age }) => age !== undefined && age > LONGEST_WAIT);
  const waiting = isStuck
    ? wrong("bad", "markers-waiting", "queue", `${names(queued)}: not looked at${since(queued)}`)
    : ok("markers-waiting", "queue", queued.length === 0 ? "empty" : `${names(queued)}: looked at soon`);
  const first = parked[0]?.name ?? "";
  const hint = `See \`journalctl PATHPLUG_DEV=${first}\` for the cause; \`pathplug assemble\` tries at once.`;
  const aside =
    parked.length === 0
      ? ok("markers-parked", "parked", "nothing")
      : wrong(
          "warn",
          "markers-parked",
          names(parked),
          `put aside${since(parked)}, tried again by itself`,
          hint,
        );
  return [waiting, aside];
}

/** Whether the worker works, and what stands in for it where it does not. */
export function checkFailures(system: System): Check {
  const count = readFailures(system);
  if (count === 0) return ok("worker-failing", "worker", "its last run ended well");
  if (count === 1) return wrong("warn", "worker-failing", "worker", "its last run failed, and is repeated");
  const standsIn = system.exists(DISARMED_BY_FAILURE)
    ? "the host is disarmed until one works, and disks without a map were given back"
    : "known LUNs have maps from stored tables, without any policy";
  return wrong("bad", "worker-failing", "worker", `its last ${count} runs failed: ${standsIn}`);
}

/** What the registry holds only until the next reboot. */
export function checkUnwritten(system: System): Check {
  const names = listFiles(system, RUN_REGISTRY);
  return names.length === 0
    ? ok("registry-not-written", "registry in /run", "nothing waits to be written")
    : wrong(
        "warn",
        "registry-not-written",
        "registry in /run",
        `${names.length === 1 ? "one file waits" : `${names.length} files wait`} to be written to /etc; a reboot would forget ${names.length === 1 ? "it" : "them"}`,
      );
}

/** Whether all maps let I/O through. */
export function checkSuspended(maps: readonly LiveMap[]): readonly Check[] {
  const suspended = maps.filter((map) => map.suspended);
  if (suspended.length === 0) return [ok("map-suspended", "suspended", "no map")];
  return suspended.map(({ name }) =>
    wrong(
      "bad",
      "map-suspended",
      name,
      "all that is read or written through it waits",
      `Run \`dmsetup resume ${name}\`, unless whoever suspended it is still at work.`,
    ),
  );
}

/** What is left to whoever uses it, and becomes a map once it is free. */
export function checkLeft(left: readonly Left[]): readonly Check[] {
  if (left.length === 0) return [ok("lun-in-use", "in use", "no LUN that would get a map")];
  return left.map(({ devs, use }) =>
    wrong("warn", "lun-in-use", devs.join(" "), `left to the system: ${use}`),
  );
}
