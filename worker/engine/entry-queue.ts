import type { System } from "../../host/system/system.ts";

/** Something to be said: as an entry of the journal, or, where it takes none, as the line that stands for it. */
export interface Saying {
  readonly entry: string;
  readonly line: () => void;
}

/** How long one entry may take, milliseconds: the journal may be starting. */
const ENTRY_TIMEOUT = 2_000;
/** How long the end of a run waits for entries, milliseconds: while it does, the next run waits for it. */
const CLOSE_PATIENCE = 3_000;

/**
 * Writes entries to the journal one after the other, beside the work that they tell of: `logger --journald` takes one on
 * its standard input, and QuickJS has no sockets. Each is said once and in its turn: as an entry, or, when `logger` is
 * missing or fails or takes too long, it and all that follow as lines.
 */
export class EntryQueue {
  readonly #system: System;
  readonly #waiting: Saying[] = [];
  #isWorking = false;
  #work: Promise<void> = Promise.resolve();
  #isUsable = true;
  #until = Number.POSITIVE_INFINITY;

  constructor(system: System) {
    this.#system = system;
  }

  /** Returns at once; begins with it if nothing is being written. */
  add(saying: Saying): void {
    this.#waiting.push(saying);
    if (!this.#isWorking) this.#work = this.#sayAll();
  }

  async close(): Promise<void> {
    this.#until = this.#system.monotonic() + CLOSE_PATIENCE;
    await this.#work;
  }

  async #sayAll(): Promise<void> {
    this.#isWorking = true;
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      if (!(await this.#write(next.entry))) next.line();
      this.#waiting.shift();
    }
    this.#isWorking = false;
  }

  /** Whether it was written. One that timed out was not: `logger` sends it whole, as the last thing it does. */
  async #write(entry: string): Promise<boolean> {
    if (this.#isUsable && this.#system.monotonic() < this.#until) {
      const options = { timeoutMs: ENTRY_TIMEOUT, input: entry };
      this.#isUsable = (await this.#system.spawn(["logger", "--journald"], options)).status === 0;
    } else this.#isUsable = false;
    return this.#isUsable;
  }
}
