import { diagnose } from "../../core/diagnostic/codes.ts";
import { devtsOf } from "../../core/plan/eligible-paths.ts";
import type { LunJudgement } from "../../core/plan/judge.ts";
import { mapWwid } from "../../core/topology/luns.ts";
import type { LiveMap } from "../../core/topology/map.ts";
import type { PathFacts } from "../../core/topology/path.ts";
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
  const devs = luns.flatMap((judged) => newPaths(judged, liveMaps)).map(({ dev }) => dev);
  return new Set(devs.filter((dev) => !registered.has(dev)));
}

/**
 * Registers the claimed paths of a LUN that its map has not got yet, where the LUN has a key. Those that may enter the map are noted in `registered`; with the others the LUN is parked.
 */
export async function registerNewPaths(
  run: Run,
  judged: LunJudgement,
  liveMaps: readonly LiveMap[],
  registered: Set<string>,
): Promise<void> {
  const { wwid } = judged.lun;
  const devs = newPaths(judged, liveMaps).flatMap(({ dev, claimed }) => (claimed === true ? dev : []));
  if (devs.length === 0) return;
  const answerOf = await registerApart(run.system, wwid, judged.entry?.reservationKey ?? "", devs);
  const failed = devs.filter((dev) => {
    const answer = answerOf(dev);
    const isLost = answer === "lost";
    const hasFailed = !isLost && answer !== "registered";
    const said = hasFailed
      ? diagnose("path-not-registered", dev, `${answer.replace("failed ", "")}.`)
      : diagnose("key-lost", wwid, `${dev} is not registered.`);
    if (isLost || hasFailed) tellOnce(run, said, wwid, [dev], "not-owned");
    if (!hasFailed) registered.add(dev);
    return hasFailed;
  });
  if (failed.length > 0) run.silent.set(wwid, failed);
}

function newPaths({ lun, entry }: LunJudgement, liveMaps: readonly LiveMap[]): readonly PathFacts[] {
  if (entry?.reservationKey === undefined) return [];
  const inMap = devtsOf(liveMaps.find((map) => mapWwid(map) === lun.wwid));
  return lun.paths.filter(({ devt }) => !inMap.has(devt));
}
