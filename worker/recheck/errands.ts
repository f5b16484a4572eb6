import type { Asked } from "../../core/recheck/test-turns.ts";
import type { System } from "../../host/system/system.ts";
import { TestQueue } from "./test-queue.ts";
import type { TestSlots } from "./test-slots.ts";

/** Something that a path is asked once. */
export interface Errand extends Asked {
  /** Whether the kernel is to be asked of its maps after it. */
  readonly run: (system: System) => Promise<boolean>;
}

/** What paths are asked once each, when their turn comes: a target may say something of hundreds of LUNs at a time. */
export class Errands {
  readonly #slots: TestSlots;
  readonly #waiting = new TestQueue<Errand>();
  #running = 0;

  constructor(slots: TestSlots) {
    this.#slots = slots;
  }

  /** Whether none waits or runs. */
  get isEmpty(): boolean {
    return this.#waiting.isEmpty && this.#running === 0;
  }

  add(errands: readonly Errand[]): void {
    this.#waiting.add(errands);
  }

  /** Begins those whose turn it is; `ended` is called after each. */
  begin(system: System, ended: (hasChanged: boolean) => void, failed: (reason: unknown) => void): void {
    for (const one of this.#waiting.take(this.#slots, system.monotonic())) {
      this.#running += 1;
      const run = this.#slots.run(system, one, one.run).finally(() => {
        this.#running -= 1;
      });
      void run.then(ended, failed);
    }
  }
}
