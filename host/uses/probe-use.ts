import { decodeText } from "../../core/bytes/text.ts";
import { isRunning } from "../../core/topology/serving.ts";
import { isHostRecovering } from "../devices/scsi-place.ts";
import { noteExclusive, wasExclusive } from "../run/exclusive-opens.ts";
import type { System } from "../system/system.ts";
import type { Opener } from "./openers.ts";

/** A path to be asked about. */
export interface ProbedPath {
  readonly dev: string;
  readonly state: string;
}

/** What was found out about the paths of some LUNs. */
export interface Probed {
  /** Those that somebody has opened exclusively: mounted, swapped on, a member of something. */
  readonly busy: ReadonlySet<string>;
  readonly openers: readonly Opener[];
  /** Those of which nobody knows whether they are in use: they gave no answer in time, or could not be asked. */
  readonly silent: ReadonlySet<string>;
  /** Those of them that were opened and hung. */
  readonly hung: ReadonlySet<string>;
  /** Whether every process was looked at, for whatever name it has a disk open by. */
  readonly isThorough: boolean;
}

/** How long all disks together, and those of one LUN, may take to answer, milliseconds. */
const BATCH_TIMEOUT = 10_000;
const LUN_TIMEOUT = 5_000;
/** How many LUNs are asked at the same time once one has hung, and how often: that bounds what a dying array costs. */
const AT_ONCE = 8;
const ROUNDS = 3;

/**
 * Asks in one child who has the paths of these LUNs open, and whether they can be opened exclusively. Where one hangs,
 * its LUN is not asked further, each other one that had no turn gets a child of its own, and one more looks at the processes.
 */
export async function probeUse(system: System, luns: readonly (readonly ProbedPath[])[]): Promise<Probed> {
  if (!system.live || luns.every((paths) => paths.length === 0)) {
    return { busy: new Set(), openers: [], silent: new Set(), hung: new Set(), isThorough: true };
  }
  const unasked = luns.flat().flatMap((path) => (canBeAsked(system, path) ? [] : path.dev));
  const asked = luns.map((paths) => paths.filter(({ dev }) => !unasked.includes(dev)));
  const first = await ask(system, luns.flat(), asked.flat(), BATCH_TIMEOUT);
  const [culprit] = first.unanswered;
  if (culprit === undefined) return { ...first, silent: new Set(unasked) };
  const last = await ask(system, luns.flat(), [], LUN_TIMEOUT);
  const hadNoTurn = (paths: readonly ProbedPath[]): boolean =>
    paths.some(({ dev }) => first.unanswered.includes(dev)) && !paths.some(({ dev }) => dev === culprit);
  const left = asked.filter(hadNoTurn);
  const silent = new Set([
    ...unasked,
    culprit,
    ...left.slice(AT_ONCE * ROUNDS).flatMap((paths) => paths.map(({ dev }) => dev)),
  ]);
  // Without a look at the processes nobody knows anything of any.
  if (!first.hasLooked && !last.hasLooked) for (const { dev } of luns.flat()) silent.add(dev);
  const busy = new Set(first.busy);
  const hung = new Set(first.hung);
  for (let at = 0; at < Math.min(left.length, AT_ONCE * ROUNDS); at += AT_ONCE) {
    const some = left.slice(at, at + AT_ONCE).map((paths) => ask(system, [], paths, LUN_TIMEOUT));
    for (const answer of await Promise.all(some)) {
      for (const dev of answer.busy) busy.add(dev);
      for (const dev of answer.hung) hung.add(dev);
      for (const dev of answer.unanswered.slice(0, 1)) silent.add(dev);
    }
  }
  return { ...last, busy, openers: [...first.openers, ...last.openers], silent, hung };
}

/**
 * Whether a path tells by being opened, or by being away, whether somebody uses it. Whoever opens a disk of a host that is being
 * recovered waits for the end of that, which may be minutes. One that is offline or blocked is not opened, and counts as free:
 * it may be dead for good; but not one that was open exclusively.
 */
function canBeAsked(system: System, { dev, state }: ProbedPath): boolean {
  return !isHostRecovering(system, dev) && (isRunning(state) || !wasExclusive(system, dev));
}

interface Answers extends Omit<Probed, "silent"> {
  /** Whether every process was looked at for the names below /dev. */
  readonly hasLooked: boolean;
  /** Those whose turn did not end or come, in the order of their turns. */
  readonly unanswered: readonly string[];
}

async function ask(
  system: System,
  sought: readonly ProbedPath[],
  opened: readonly ProbedPath[],
  timeoutMs: number,
): Promise<Answers> {
  const running = opened.filter(({ state }) => isRunning(state)).map(({ dev }) => dev);
  const [program, ...script] = system.child;
  const argv = [program, ...script, "probe", ...sought.map(({ dev }) => dev), "--", ...running] as const;
  const { stdout, timedOut } = await system.spawn(argv, { timeoutMs });
  const busy = new Set<string>();
  const openers: Opener[] = [];
  const answered = new Set<string>();
  let hasLooked = false;
  let isThorough = false;
  for (const line of decodeText(stdout).split("\n")) {
    const [dev = "", answer, pid, ...comm] = line.split(" ");
    if (dev === "looked") hasLooked = true;
    if (dev === "ended") isThorough = true;
    if (answer === "opened") openers.push({ dev, pid: pid ?? "", comm: comm.join(" ") });
    else if (answer !== undefined) answered.add(dev);
    if (answer === "busy") busy.add(dev);
  }
  for (const dev of answered) noteExclusive(system, dev, busy.has(dev));
  // A child that did not get as far as the disks tells nothing of them.
  const asked = hasLooked ? running : opened.map(({ dev }) => dev);
  const unanswered = asked.filter((dev) => !answered.has(dev));
  const hung = new Set(timedOut && hasLooked ? unanswered.slice(0, 1) : []);
  return { busy, openers, unanswered, hung, hasLooked, isThorough };
}
