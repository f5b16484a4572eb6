import { diagnose } from "../../core/diagnostic/codes.ts";
import type { LunJudgement } from "../../core/plan/judge.ts";
import type { Machine } from "../../core/plan/machine.ts";
import { allPaths } from "../../core/topology/luns.ts";
import type { Lun } from "../../core/topology/map.ts";
import { openedBy, SECOND_LOOK } from "../../host/uses/open-uses.ts";
import { probeUse } from "../../host/uses/probe-use.ts";
import type { Run } from "./run.ts";
import { tellSilence } from "./silence.ts";

/** How long a LUN waits whose path does not answer, milliseconds. */
const SILENCE = 5_000;
/** How often a path may fail to answer in one run. */
const SILENT_TRIES = 2;

/** What the devices and the processes of the host have told of some LUNs. */
export interface Doubts {
  /** The machine with every use that was found. */
  readonly machine: Machine;
  /** LUNs of which nothing can be said yet, by WWID, each with when it is looked at again; never where it is given up. */
  readonly doubtful: ReadonlyMap<string, number | undefined>;
}

export const NO_DOUBTS: ReadonlyMap<string, number | undefined> = new Map();

/**
 * Finds out whether anybody uses the paths of LUNs that no table names: has them open exclusively, or just open. A
 * process counts when it has a disk open at two looks; until the second, and while a path does not answer, the LUN is in
 * doubt: neither claimed nor given a map.
 */
export async function resolveDoubts(
  run: Run,
  machine: Machine,
  luns: readonly LunJudgement[],
): Promise<Doubts> {
  if (luns.length === 0) return { machine, doubtful: NO_DOUBTS };
  const { system, silences } = run;
  const isGivenUp = ({ lun }: LunJudgement): boolean => (silences.get(lun.wwid) ?? 0) >= SILENT_TRIES;
  const { busy, openers, silent } = await probeUse(
    system,
    luns.filter((judged) => !isGivenUp(judged)).map(({ lun }) => allPaths(lun)),
  );
  const now = system.monotonic();
  const uses = new Map(machine.uses);
  for (const dev of busy) uses.set(dev, `${dev} is opened exclusively`);
  const suspected = new Set<string>();
  for (const opener of openers) {
    const { dev, pid } = opener;
    const key = `${dev} ${pid}`;
    const since = run.openers.get(key);
    if (since === undefined) run.openers.set(key, now);
    if (since === undefined || now - since < SECOND_LOOK) suspected.add(dev);
    else if (!uses.has(dev)) uses.set(dev, openedBy(opener));
  }
  const doubtful = new Map<string, number | undefined>();
  for (const judged of luns) {
    const { lun } = judged;
    const paths = allPaths(lun);
    const isUsed = paths.some(({ dev }) => uses.has(dev));
    const hanging = paths.find(({ dev }) => silent.has(dev));
    if (isGivenUp(judged)) doubtful.set(lun.wwid, undefined);
    else if (hanging !== undefined && !isUsed)
      doubtful.set(lun.wwid, noteSilence(run, lun, hanging.dev, now));
    else if (!isUsed && paths.some(({ dev }) => suspected.has(dev)))
      doubtful.set(lun.wwid, now + SECOND_LOOK);
  }
  return { machine: uses.size === machine.uses.size ? machine : { ...machine, uses }, doubtful };
}

/** When a LUN whose path hangs is looked at again; absent when this run has had enough of it, and parks it. */
function noteSilence(run: Run, lun: Lun, dev: string, now: number): number | undefined {
  const { wwid } = lun;
  const count = (run.silences.get(wwid) ?? 0) + 1;
  run.silences.set(wwid, count);
  const message = `It gives no answer, so nobody knows whether ${wwid} is in use: no map is made.`;
  tellSilence(run, diagnose("path-hangs", dev, message), wwid, [dev]);
  if (count < SILENT_TRIES) return now + SILENCE;
  const devs = allPaths(lun).map((path) => path.dev);
  run.silent.set(wwid, devs);
  return undefined;
}
