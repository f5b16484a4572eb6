import type { System } from "../../host/system/system.ts";

/** How long a look waits for an answer before it goes on without, milliseconds. */
const PATIENCE = 1_000;
/** How long an answer that came late may lie there, milliseconds: then it is asked for again. */
const FRESH = 2_000;
/** How many may be waited for: what does not answer is a process each. */
const MOST_LATE = 16;

interface Late<T> {
  /** Absent while it is waited for. */
  readonly answer?: T;
  /** When it came. */
  readonly at: number;
}

/**
 * What LUNs are asked. One that takes long to answer must not have the others wait: the look goes on without it, and a later one
 * has the answer.
 */
export class Questions<T> {
  readonly #system: System;
  readonly #late = new Map<string, Late<T>>();

  constructor(system: System) {
    this.#system = system;
  }

  /** Asks by programs, or takes what has come of it since; absent while that is not known. */
  ask(wwid: string, question: (system: System) => Promise<T>): Promise<T | undefined> {
    const system = this.#system;
    const late = this.#late.get(wwid);
    if (late !== undefined && late.answer === undefined) return Promise.resolve(undefined);
    this.#late.delete(wwid);
    if (late !== undefined && system.monotonic() - late.at < FRESH) return Promise.resolve(late.answer);
    const awaited = [...this.#late.values()].filter(({ answer }) => answer === undefined);
    if (awaited.length >= MOST_LATE) return Promise.resolve(undefined);
    const began = system.monotonic();
    return new Promise((resolve, reject) => {
      const goOn = (): boolean => {
        if (!this.#late.has(wwid) && system.monotonic() - began > PATIENCE) {
          this.#late.set(wwid, { at: began });
          resolve(undefined);
        }
        return false;
      };
      question({
        ...system,
        spawn: (argv, options) => system.spawn(argv, { ...options, until: goOn }),
      }).then((answer) => {
        if (this.#late.has(wwid)) this.#late.set(wwid, { answer, at: system.monotonic() });
        resolve(answer);
      }, reject);
    });
  }
}
