import type { System } from "../../host/system/system.ts";

/** How long a look waits for an answer before it goes on without, milliseconds. */
const PATIENCE = 1_000;
/** How many may be waited for: what does not answer is a process each. */
const MOST_LATE = 16;

/** What is asked about a LUN. */
export interface Question<T> {
  readonly wwid: string;
  /** Its paths, by kernel name. */
  readonly devs: readonly string[];
  /** What they are: an answer is for these alone. */
  readonly paths: string;
  /** Asks by programs. */
  readonly ask: (system: System) => Promise<T>;
}

interface Late<T> extends Question<T> {
  /** Absent while it is waited for. */
  readonly answer?: T;
  /** Whether something has happened to a path since it was asked. */
  isStale: boolean;
}

/**
 * What LUNs are asked. One that takes long to answer must not have the others wait: the look goes on without it, and a later one
 * takes the answer, where nothing has happened to the LUN since.
 */
export class Questions<T> {
  readonly #system: System;
  readonly #late = new Map<string, Late<T>>();

  constructor(system: System) {
    this.#system = system;
  }

  /** Events of disks have come, by kernel name: what was asked of their LUNs before may be otherwise now. */
  note(names: readonly string[]): void {
    for (const late of this.#late.values())
      if (late.devs.some((dev) => names.includes(dev))) late.isStale = true;
  }

  /**
   * Whether a LUN has been asked and its programs are still waited for. Without an answer one may also not have been asked, because so
   * many others are waited for: that says nothing of it.
   */
  isLate(wwid: string): boolean {
    return this.#late.has(wwid);
  }

  /** Asks, or takes what has come of it since; absent while that is not known. */
  ask(question: Question<T>): Promise<T | undefined> {
    const system = this.#system;
    const { wwid } = question;
    const late = this.#late.get(wwid);
    if (late !== undefined && late.answer === undefined) return Promise.resolve(undefined);
    this.#late.delete(wwid);
    if (late !== undefined && !late.isStale && late.paths === question.paths)
      return Promise.resolve(late.answer);
    const awaited = [...this.#late.values()].filter(({ answer }) => answer === undefined);
    if (awaited.length >= MOST_LATE) return Promise.resolve(undefined);
    const began = system.monotonic();
    return new Promise((resolve, reject) => {
      const goOn = (): boolean => {
        if (!this.#late.has(wwid) && system.monotonic() - began > PATIENCE) {
          this.#late.set(wwid, { ...question, isStale: false });
          resolve(undefined);
        }
        return false;
      };
      const patient: System = {
        ...system,
        spawn: (argv, options) => system.spawn(argv, { ...options, until: goOn }),
      };
      question.ask(patient).then(
        (answer) => {
          const waiting = this.#late.get(wwid);
          if (waiting !== undefined) this.#late.set(wwid, { ...waiting, answer });
          resolve(answer);
        },
        (reason: unknown) => {
          this.#late.delete(wwid);
          reject(reason);
        },
      );
    });
  }
}
