import { decodeText } from "../../core/bytes/text.ts";
import { diagnose } from "../../core/diagnostic/codes.ts";
import { devtsOf } from "../../core/plan/eligible-paths.ts";
import type { LunJudgement } from "../../core/plan/judge.ts";
import { mapWwid } from "../../core/topology/luns.ts";
import type { LiveMap } from "../../core/topology/map.ts";
import type { Run } from "./run.ts";
import { tellOnce } from "./silence.ts";

/** How long the paths of one LUN may take together, milliseconds; those that had no answer by then stay out. */
const TIMEOUT = 20_000;

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
 * Registers the claimed paths of a LUN that its map has not got yet, where the LUN has a key: in a child, see
 * `register.ts`. Those that may enter the map are noted in `registered`; with the others the LUN is parked.
 */
export async function registerNewPaths(
  run: Run,
  judged: LunJudgement,
  liveMaps: readonly LiveMap[],
  registered: Set<string>,
): Promise<void> {
  const { wwid, paths } = judged.lun;
  const claimed = new Set(paths.flatMap(({ dev, claimed: is }) => (is === true ? dev : [])));
  const devs = newPaths(judged, liveMaps).filter((dev) => claimed.has(dev));
  if (devs.length === 0) return;
  const [program, ...script] = run.system.child;
  const argv = [program, ...script, "register", judged.entry?.reservationKey ?? "", ...devs] as const;
  const { stdout } = await run.system.spawn(argv, { timeoutMs: TIMEOUT });
  const lines = decodeText(stdout).split("\n");
  for (const dev of devs) {
    const answer =
      lines.find((line) => line.startsWith(`${dev} `))?.slice(dev.length + 1) ?? "it gave no answer";
    if (answer === "registered" || answer === "lost") registered.add(dev);
    else
      tellOnce(
        run,
        diagnose("path-not-registered", dev, `${answer.replace("failed ", "")}.`),
        wwid,
        [dev],
        "not-owned",
      );
    if (answer === "lost")
      tellOnce(run, diagnose("key-lost", wwid, `${dev} is not registered.`), wwid, [dev], "not-owned");
  }
  const failed = devs.filter((dev) => !registered.has(dev));
  if (failed.length > 0) run.silent.set(wwid, failed);
}

function newPaths({ lun, entry }: LunJudgement, liveMaps: readonly LiveMap[]): readonly string[] {
  if (entry?.reservationKey === undefined) return [];
  const inMap = devtsOf(liveMaps.find((map) => mapWwid(map) === lun.wwid));
  return lun.paths.flatMap(({ dev, devt }) => (inMap.has(devt) ? [] : dev));
}
