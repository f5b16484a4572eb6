import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { LiveMap, Lun } from "../topology/map.ts";
import type { PathFacts } from "../topology/path.ts";
import { isOpenable } from "../topology/serving.ts";

/** The paths of a LUN, by what can be done with them now. */
export interface EligiblePaths {
  /** What the map should consist of. */
  readonly paths: readonly PathFacts[];
  /** udev has not processed them yet. */
  readonly pending: readonly string[];
  /** udev has processed them and the claim rule did not claim them. */
  readonly unclaimed: readonly string[];
  readonly findings: readonly Diagnostic[];
}

/**
 * Which paths may be in the map. One that already is stays, whatever its state: taking it away gains nothing. A new
 * one must be claimed, not barred, and openable, and writable where the map is: one path that cannot be opened fails the load of
 * the whole table. One that may be another LUN now is in no table that is loaded: the kernel would use it.
 */
export function eligiblePaths(
  lun: Lun,
  live: LiveMap | undefined,
  requireClaim: boolean,
  barred: ReadonlySet<string> = new Set(),
): EligiblePaths {
  const inMap = devtsOf(live);
  const pending: string[] = [];
  const unclaimed: string[] = [];
  const findings: Diagnostic[] = [];
  const isWritable = live === undefined ? lun.paths.some((path) => !path.readOnly) : !live.readOnly;
  const paths = lun.paths.filter((path) => {
    if (path.suspect !== undefined) {
      findings.push(diagnose("path-suspect", path.dev, `It has told ${path.suspect}.`));
      return false;
    }
    if (inMap.has(path.devt)) return true;
    if (requireClaim && path.claimed !== true) {
      (path.claimed === undefined ? pending : unclaimed).push(path.dev);
      return false;
    }
    if (barred.has(path.dev)) return false;
    const obstacle = obstacleOf(path, isWritable);
    if (obstacle !== undefined) findings.push(diagnose("path-not-addable", path.dev, obstacle));
    return obstacle === undefined;
  });
  return { paths, pending, unclaimed, findings };
}

/** Whether a LUN has paths that are only waited for: until they are identified, registered, or seen by udev. A dead one is not. */
export function hasAwaitedPaths(
  { paths }: Lun,
  requireClaim: boolean,
  barred: ReadonlySet<string> = new Set(),
): boolean {
  return paths.some((path) => {
    const { dev, suspect, claimed } = path;
    const isAwaited = suspect !== undefined || barred.has(dev) || (requireClaim && claimed === undefined);
    return isAwaited && isOpenable(path);
  });
}

function obstacleOf(path: PathFacts, isWritable: boolean): string | undefined {
  if (!isOpenable(path)) return `its state is ${JSON.stringify(path.state)}`;
  return path.readOnly && isWritable ? "it is read-only and the map is not" : undefined;
}

/** `major:minor` of every path in a live table. */
export function devtsOf(map: LiveMap | undefined): ReadonlySet<string> {
  return new Set(map?.table?.groups.flatMap((group) => group.paths.map(({ devt }) => devt)));
}
