import { pathsOfMaps } from "../recheck/failed-paths.ts";
import { deviceHandlers } from "../sense/device-handler.ts";
import { joinKernelLines, type LogLine } from "../sense/kernel-errors.ts";
import { pathErrorOf } from "../sense/path-error.ts";
import type { PathFacts } from "../topology/path.ts";
import { isRunning } from "../topology/serving.ts";
import type { Explanation } from "./explanation.ts";
import type { Machine } from "./machine.ts";

/** The explanation of a path with its last error from lines of the kernel's log, where they have one. */
export function withLastError(
  explanation: Explanation,
  machine: Pick<Machine, "liveMaps">,
  lines: readonly LogLine[],
): Explanation {
  const { dev, devt, hctl, handler } = explanation.path;
  const attached = deviceHandlers.find((each) => each === handler);
  const lastError = pathErrorOf(joinKernelLines(lines), {
    dev,
    devt,
    hctl,
    failed: isFailed(explanation.path, machine),
    ...(attached === undefined ? {} : { handler: attached }),
  });
  return lastError === undefined ? explanation : { ...explanation, lastError };
}

/** Whether a map uses the path no more, or the kernel sends its disk nothing. */
function isFailed({ devt, state }: PathFacts, { liveMaps }: Pick<Machine, "liveMaps">): boolean {
  if (!isRunning(state)) return true;
  return pathsOfMaps(liveMaps).some(({ failed }) => failed.some((path) => path.devt === devt));
}
