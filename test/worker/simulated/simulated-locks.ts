/** Locks that programs hold: who wants one that is held waits until the program before has ended. */
export class SimulatedLocks {
  readonly #ends = new Map<string, Promise<unknown>>();

  async run<T>(file: string, program: () => Promise<T>): Promise<T> {
    const ran = (this.#ends.get(file) ?? Promise.resolve()).then(program);
    // Whoever waits for it wants to know that it has ended, not how.
    this.#ends.set(
      file,
      ran.catch(() => {}),
    );
    return await ran;
  }
}
