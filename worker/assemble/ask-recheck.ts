import type { Machine } from "../../core/plan/machine.ts";
import { pathsOfMaps } from "../../core/recheck/failed-paths.ts";
import { askForRecheck } from "../../host/run/recheck-markers.ts";
import type { System } from "../../host/system/system.ts";

/**
 * Has failed paths tested whose event nobody has seen: those of a map that the initramfs made, or that failed while the
 * rules were not in force. A map that queues and has no path is counted.
 */
export function askAboutFailed(system: System, { liveMaps, presentDevts }: Machine): void {
  for (const live of liveMaps) {
    const isDue = pathsOfMaps([live]).some(
      ({ active, queueing, failed }) =>
        failed.some(({ devt }) => presentDevts.includes(devt)) || (queueing && active === 0),
    );
    if (isDue) askForRecheck(system, live.dm);
  }
}
