import { EVERYTHING } from "../../host/run/run-directory.ts";

/** What one LUN waits for, and when it is looked at again. */
export interface Wait {
  readonly wwid: string;
  /** All its paths. */
  readonly devs: readonly string[];
  /** Whether it waits for siblings that nobody has promised: until the burst is over. */
  readonly isHeld: boolean;
  /** Paths whose next event is waited for: when all have come, or any of them where `anyEvent`. */
  readonly pending: readonly string[];
  readonly anyEvent: boolean;
  /** When its patience ends, on the monotonic clock in milliseconds; absent: only the burst or events end it. */
  readonly until?: number;
}

/** What the moment says about waiting. */
export interface Moment {
  /** Monotonic clock, milliseconds. */
  readonly now: number;
  /** Whether disks have ceased to arrive. */
  readonly isBurstOver: boolean;
  /** Whether udev makes no progress any more: pending events are not worth waiting for. */
  readonly isStalled: boolean;
  /** Whether a disk is worth a look at once: it is gone, or its LUN is registered. */
  readonly isUrgent: (dev: string) => boolean;
}

interface Entry {
  readonly wait: Wait;
  readonly pending: Set<string>;
}

/**
 * Which disks a run still has to deal with, and which of them now: looking at the machine is what a run costs, so a
 * LUN is looked at only when something that it waits for has come. `all` stands for every disk, once. Late disks, those
 * that could not be finished before, come when there is nothing else: they may hang again.
 */
export class Agenda {
  #fresh: Set<string> | "all";
  readonly #late = new Set<string>();
  readonly #waits = new Map<string, Entry>();

  constructor(everything: boolean) {
    this.#fresh = everything ? "all" : new Set();
  }

  get isEmpty(): boolean {
    return this.#isIdle() && this.#late.size === 0;
  }

  #isIdle(): boolean {
    return this.#fresh !== "all" && this.#fresh.size === 0 && this.#waits.size === 0;
  }

  /**
   * Events of disks have come, by kernel name, or the one that asks for all; that waits for the burst to be over. Those
   * of them that are `late` come when nothing else is left.
   */
  note(names: readonly string[], late: ReadonlySet<string> = new Set()): void {
    for (const name of names) {
      const entries = [...this.#waits.values()].filter(({ wait }) => wait.devs.includes(name));
      for (const { pending, wait } of entries) {
        if (wait.anyEvent) pending.clear();
        else pending.delete(name);
      }
      const isNews = entries.every(({ wait }) => wait.isHeld);
      if (isNews && this.#fresh !== "all") (late.has(name) ? this.#late : this.#fresh).add(name);
    }
  }

  /** Takes what is to be looked at now: kernel names, or `all`; absent when everything waits. */
  takeDue(moment: Moment): ReadonlySet<string> | "all" | undefined {
    if (this.#fresh === "all") {
      this.#fresh = new Set();
      this.#waits.clear();
      this.#late.clear();
      return "all";
    }
    const isUrgent = (name: string): boolean => name !== EVERYTHING && moment.isUrgent(name);
    const due = new Set([...this.#fresh].filter((name) => moment.isBurstOver || isUrgent(name)));
    if (due.has(EVERYTHING)) {
      this.#fresh = "all";
      return this.takeDue(moment);
    }
    for (const name of due) this.#fresh.delete(name);
    for (const [wwid, entry] of this.#waits) {
      if (!isDue(entry, moment)) continue;
      this.#waits.delete(wwid);
      for (const dev of entry.wait.devs) due.add(dev);
    }
    if (due.size === 0 && this.#isIdle()) {
      for (const name of this.#late) due.add(name);
      this.#late.clear();
    }
    return due.size === 0 ? undefined : due;
  }

  /** A LUN has been looked at: it waits, or has been dealt with (`wait` absent). */
  settle(wwid: string, wait: Wait | undefined): void {
    if (wait === undefined) this.#waits.delete(wwid);
    else this.#waits.set(wwid, { wait, pending: new Set(wait.pending) });
  }
}

function isDue({ wait, pending }: Entry, { now, isBurstOver, isStalled }: Moment): boolean {
  if (wait.until !== undefined && now >= wait.until) return true;
  if (wait.isHeld) return isBurstOver;
  if (wait.pending.length > 0 && pending.size === 0) return true;
  return isStalled && !wait.anyEvent;
}
