/** How often they are looked at, milliseconds: it costs them nothing. */
const LINK_TICK = 1_000;

/** Failed paths whose link sysfs knew to be dead, at their last test or since, by what the paths are known by. */
export class DeadLinks {
  readonly #keys = new Set<string>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  add(key: string): void {
    this.#keys.add(key);
  }

  /** Looks at all paths that have failed: a link may die, and come back, between two tests. Returns those that are dead no more. */
  takeAlive(now: number, failed: Failed, isAlive: (dev: string) => boolean): readonly string[] {
    if (now - this.#lookedAt < LINK_TICK) return [];
    this.#lookedAt = now;
    return [...failed].flatMap(([key, { disk }]) => {
      if (isAlive(disk.dev)) return this.#keys.delete(key) ? key : [];
      this.#keys.add(key);
      return [];
    });
  }

  forget(key: string): void {
    this.#keys.delete(key);
  }
}

type Failed = ReadonlyMap<string, { readonly disk: { readonly dev: string } }>;
