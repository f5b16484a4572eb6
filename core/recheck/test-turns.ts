/** What a test is about: the LUN, and the target that answers for it. */
export interface Asked {
  readonly wwid: string;
  /** Host, channel and target of the path: `H:C:T`. */
  readonly target: string;
}

/** A test that runs, or a program of one that was killed and that the kernel still holds. */
export interface UnderWay extends Asked {
  readonly isHung: boolean;
}

/** What waits for its turn, each target's in their order: thousands may wait, and with each end somebody is chosen. */
export type Waiting<T> = ReadonlyMap<string, readonly T[]>;

/** How many tests are under way at most: each is a process. */
const MOST = 32;
/** How many of a LUN, and of a target, with what hangs. */
const MOST_OF_ONE = 8;
/** How many programs of a path may hang until it is not tested any more: a LUN has one path by a target. */
const MOST_OF_PATH = 2;
/** How many places programs may take that hang in the kernel: the others are for paths that may answer. */
const MOST_HUNG = MOST / 2;

/**
 * Which of the paths that are due begin their test now, in their order but for this: the targets of which least is under way come
 * first. What hangs counts to its path, LUN and target until it is gone, so that one which answers nothing takes nothing from others.
 * `least` run of a LUN or target all the same: what hangs for ever on one path must not have its others wait for ever.
 */
export function chooseTests<T extends Asked>(
  waiting: Waiting<T>,
  underWay: readonly UnderWay[],
  least: number,
): readonly T[] {
  const hung = underWay.filter(({ isHung }) => isHung);
  let free = MOST - (underWay.length - hung.length) - Math.min(hung.length, MOST_HUNG);
  const luns = new Places(least);
  const targets = new Places(least);
  const hungPaths = new Map<string, number>();
  for (const { wwid, target, isHung } of underWay) {
    luns.take(wwid, isHung);
    targets.take(target, isHung);
    const path = `${wwid} ${target}`;
    if (isHung) hungPaths.set(path, (hungPaths.get(path) ?? 0) + 1);
  }
  const begun = new Set<T>();
  const mayBegin = (one: T): boolean =>
    !begun.has(one) &&
    luns.left(one.wwid) > 0 &&
    (hungPaths.get(`${one.wwid} ${one.target}`) ?? 0) < MOST_OF_PATH;
  const left = new Set(waiting.keys());
  while (free > 0 && left.size > 0) {
    const target = [...left].reduce((most, one) => (targets.left(one) > targets.left(most) ? one : most));
    const next = targets.left(target) > 0 ? waiting.get(target)?.find(mayBegin) : undefined;
    if (next === undefined) {
      left.delete(target);
      continue;
    }
    luns.take(next.wwid, false);
    targets.take(target, false);
    begun.add(next);
    free -= 1;
  }
  return [...begun];
}

/** How many tests may still begin of each LUN, or of each target. */
class Places {
  readonly #least: number;
  readonly #running = new Map<string, number>();
  readonly #hung = new Map<string, number>();

  constructor(least: number) {
    this.#least = least;
  }

  take(key: string, isHung: boolean): void {
    const counts = isHung ? this.#hung : this.#running;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }

  left(key: string): number {
    const places = Math.max(this.#least, MOST_OF_ONE - (this.#hung.get(key) ?? 0));
    return places - (this.#running.get(key) ?? 0);
  }
}
