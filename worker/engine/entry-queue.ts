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
 * How many lines are written from an entry that took too long to the next that goes through: a journal that takes no entries may take no
 * lines, and what it does not take holds up the run as soon as the socket is full.
 */
const MOST_LINES = 20;

/**
 * Writes entries to the journal one after the other, beside the work that they tell of: `logger --journald` takes one on
 * its standard input, and QuickJS has no sockets. Each is said in its turn: as an entry, or, when `logger` is missing or fails,
 * it and all that follow as lines. One that takes too long is a line, too, and `logger` is tried again with the next. Behind the last line
 * that may be written they are lost; the next entry that goes through says how many.
 */
export class EntryQueue {
  readonly #system: System;
  readonly #waiting: Saying[] = [];
  #isWorking = false;
  #work: Promise<void> = Promise.resolve();
  #isUsable = true;
  #lines = Number.POSITIVE_INFINITY;
  #lost = 0;
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
      if (!(await this.#write(next.entry))) {
        if (this.#lines-- > 0) next.line();
        else this.#lost++;
      }
      this.#waiting.shift();
    }
    this.#isWorking = false;
  }

  /** Whether it was written. One that timed out was not: `logger` sends it whole, as the last thing it does. */
  async #write(entry: string): Promise<boolean> {
    if (!this.#isUsable || this.#system.monotonic() >= this.#until) return false;
    // Behind the message, which is the first field.
    const input = this.#lost > 0 ? entry.replace("\n", ` (${this.#lost} before it were lost)\n`) : entry;
    const { status } = await this.#system.spawn(["logger", "--journald"], {
      timeoutMs: ENTRY_TIMEOUT,
      input,
    });
    if (status === 0) [this.#lines, this.#lost] = [Number.POSITIVE_INFINITY, 0];
    else if (status === undefined) this.#lines = Math.min(this.#lines, MOST_LINES);
    else [this.#isUsable, this.#lines] = [false, Number.POSITIVE_INFINITY];
    return status === 0;
  }
}
