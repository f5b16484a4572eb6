import type { Asked } from "../../core/recheck/test-turns.ts";
import type { TestSlots } from "./test-slots.ts";

/** What waits for its turn. With thousands that wait, taking the next costs what is begun and not what waits. */
export class TestQueue<T extends Asked> {
  readonly #byTarget = new Map<string, T[]>();

  constructor(waiting: readonly T[] = []) {
    this.add(waiting);
  }

  get isEmpty(): boolean {
    return this.#byTarget.size === 0;
  }

  /** They come behind what waits. */
  add(waiting: readonly T[]): void {
    for (const one of waiting) {
      const before = this.#byTarget.get(one.target);
      if (before === undefined) this.#byTarget.set(one.target, [one]);
      else before.push(one);
    }
  }

  /** Takes those that begin now. */
  take(slots: TestSlots, now: number): readonly T[] {
    const begun = slots.choose(this.#byTarget, now);
    for (const one of begun) {
      const queue = this.#byTarget.get(one.target) ?? [];
      queue.splice(queue.indexOf(one), 1);
      if (queue.length === 0) this.#byTarget.delete(one.target);
    }
    return begun;
  }
}
