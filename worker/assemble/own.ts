import { diagnose } from "../../core/diagnostic/codes.ts";
import { failedDevts } from "../../core/plan/compare-map.ts";
import { devtsOf } from "../../core/plan/eligible-paths.ts";
import type { LunJudgement } from "../../core/plan/judge.ts";
import { mapWwid } from "../../core/topology/luns.ts";
import type { LiveMap } from "../../core/topology/map.ts";
import { registerApart } from "../../host/own/register-apart.ts";
import type { Run } from "./run.ts";
import { tellOnce } from "./silence.ts";

/**
 * The paths that may not enter their maps: this host owns the LUN by a persistent reservation key, and they have not been
 * registered with it in this look. I/O on such a path fails where the map's other paths work.
 */
export function barredPaths(
  luns: readonly LunJudgement[],
  liveMaps: readonly LiveMap[],
  registered: ReadonlySet<string>,
): ReadonlySet<string> {
  return new Set(luns.flatMap((judged) => newPaths(judged, liveMaps)).filter((dev) => !registered.has(dev)));
}

/**
 * Registers the claimed paths of a LUN that its map has not got yet, where the LUN has a key. Those that may enter the map are noted
 * in `registered`; with the others the LUN is parked.
 * Paths that have failed come last: the new table has the kernel use them for a moment. They stay in it, whatever they answer.
 */
export async function registerNewPaths(
  run: Run,
  judged: LunJudgement,
  liveMaps: readonly LiveMap[],
  registered: Set<string>,
): Promise<void> {
  const { wwid, paths } = judged.lun;
  const devs = newPaths(judged, liveMaps);
  if (devs.length === 0) return;
  const failedBefore = failedDevts(mapOf(judged, liveMaps));
  const again = paths.flatMap(({ dev, devt }) => (failedBefore.has(devt) ? dev : []));
  const key = judged.entry?.reservationKey ?? "";
  const troubleOf = await registerApart(run.system, wwid, key, [...devs, ...again]);
  const failed = devs.filter((dev) => {
    const trouble = troubleOf(dev);
    const isLost = trouble === "lost";
    const said = isLost
      ? diagnose("key-lost", wwid, `${dev} is not registered.`)
      : diagnose("path-not-registered", dev, `${trouble}.`);
    if (trouble) tellOnce(run, said, wwid, [dev], "not-owned");
    if (!trouble || isLost) registered.add(dev);
    return !registered.has(dev);
  });
  if (failed.length > 0) run.silent.set(wwid, failed);
}

/** The claimed paths of a LUN that has a key and whose map has not got them; others enter no map. */
function newPaths(judged: LunJudgement, liveMaps: readonly LiveMap[]): readonly string[] {
  if (judged.entry?.reservationKey === undefined) return [];
  const inMap = devtsOf(mapOf(judged, liveMaps));
  return judged.lun.paths.flatMap(({ dev, devt, claimed }) => (claimed && !inMap.has(devt) ? dev : []));
}

function mapOf({ lun }: LunJudgement, liveMaps: readonly LiveMap[]): LiveMap | undefined {
  return liveMaps.find((map) => mapWwid(map) === lun.wwid);
}
