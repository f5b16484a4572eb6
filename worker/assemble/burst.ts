import { listDisks } from "../../host/devices/disks.ts";
import { isUdevIdle } from "../../host/devices/udev-database.ts";
import { hasMarkers } from "../../host/run/run-directory.ts";
import type { System } from "../../host/system/system.ts";

/** How long nothing new may appear until a burst counts as over, milliseconds. */
const QUIET = 500;
/** How long LUNs wait for siblings that nobody has promised, for the whole host, milliseconds. */
const LONGEST_WAIT = 3_000;
/** How long udev may be at work without a single path getting through, milliseconds. */
const LONGEST_SILENCE = 10_000;
/** How often it is looked whether something is new, milliseconds. */
const POLL = 100;

/**
 * Tells whether disks are still arriving. A burst is over after a quiet half second, and at the latest 3 s after
 * it began: then LUNs whose number of paths is not known take what is there.
 */
export class Burst {
  readonly #system: System;
  #began: number;
  /** Whether somebody has been told that it is over, and has acted on it. */
  #isAnswered = false;
  #lastNews: number;
  #disks: number;

  constructor(system: System) {
    this.#system = system;
    this.#began = system.monotonic();
    this.#lastNews = this.#began;
    this.#disks = listDisks(system).length;
  }

  /**
   * Something new has come. A burst that was over, and was acted on, begins again; one that nobody has acted on does not,
   * else LUNs would wait for ever while something new comes each moment.
   */
  noteNews(): void {
    const now = this.#system.monotonic();
    if (this.#isAnswered) this.#began = now;
    this.#isAnswered = false;
    this.#lastNews = now;
  }

  isOver(): boolean {
    this.#isAnswered = this.#look();
    return this.#isAnswered;
  }

  #look(): boolean {
    const now = this.#system.monotonic();
    const disks = listDisks(this.#system).length;
    if (disks !== this.#disks) {
      this.#disks = disks;
      this.#lastNews = now;
    }
    return now - this.#lastNews >= QUIET || now - this.#began >= LONGEST_WAIT;
  }

  /** Whether pending events are not worth waiting for any more: udev is through, or makes no progress. */
  isStalled(): boolean {
    const silence = this.#system.monotonic() - this.#lastNews;
    return silence >= LONGEST_SILENCE || (silence >= LONGEST_WAIT && isUdevIdle(this.#system));
  }

  /** Waits a moment; ends early when markers wait, unless the last ones could not be taken either. */
  async pause(tookSome: boolean): Promise<void> {
    if (!tookSome || !hasMarkers(this.#system)) await this.#system.sleep(POLL);
  }
}
