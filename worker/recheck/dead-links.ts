/** How often they are looked at, milliseconds: it costs them nothing. */
const LINK_TICK = 1_000;

/** Paths whose link sysfs knew to be dead at their last test: their disks by what the paths are known by. */
export class DeadLinks {
  readonly #devs = new Map<string, string>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  add(key: string, dev: string): void {
    this.#devs.set(key, dev);
  }

  /** Those that are not dead any more; they are forgotten. */
  takeAlive(now: number, isAlive: (dev: string) => boolean): readonly string[] {
    if (now - this.#lookedAt < LINK_TICK) return [];
    this.#lookedAt = now;
    const alive = [...this.#devs].flatMap(([key, dev]) => (isAlive(dev) ? key : []));
    for (const key of alive) this.#devs.delete(key);
    return alive;
  }

  forget(key: string): void {
    this.#devs.delete(key);
  }
}
