import { type Asked, chooseTests, type Waiting } from "../../core/recheck/test-turns.ts";
import type { Spawn, System } from "../../host/system/system.ts";

/** What has run for so long counts as hanging, milliseconds: a test that is answered takes a fraction of it. */
const SLOW = 6_000;
/** What the kernel has held for so long it may hold for ever, milliseconds: its path is tested again. */
const FOR_EVER = 600_000;

/** Which tests are under way, and whose turn it is. A program that was killed counts until the kernel lets it go. */
export class TestSlots {
  readonly #least: number;
  readonly #underWay = new Set<Asked & { readonly since: number; readonly isKilled: boolean }>();
  #running = 0;

  /** `least`: how many run of a LUN or target on which as many hang as may. */
  constructor(least: number) {
    this.#least = least;
  }

  /** How many tests run; what hangs behind them is not counted. */
  get running(): number {
    return this.#running;
  }

  /** Those that begin now. */
  choose<T extends Asked>(waiting: Waiting<T>, now: number): readonly T[] {
    if (waiting.size === 0) return [];
    const underWay = [...this.#underWay]
      .filter(({ isKilled, since }) => !isKilled || now - since < FOR_EVER)
      .map((one) => ({ ...one, isHung: one.isKilled || now - one.since >= SLOW }));
    return chooseTests(waiting, underWay, this.#least);
  }

  /** Runs a test; the programs that it starts by the machine that it is given are counted. */
  async run<T>(system: System, asked: Asked, test: (system: System) => Promise<T>): Promise<T> {
    const spawn: Spawn = async (argv, options) => {
      const ran = await system.spawn(argv, options);
      if (ran.gone !== undefined) {
        void ran.gone.then(this.#count(asked, system.monotonic(), true));
      }
      return ran;
    };
    const forget = this.#count(asked, system.monotonic(), false);
    this.#running += 1;
    try {
      return await test({ ...system, spawn });
    } finally {
      this.#running -= 1;
      forget();
    }
  }

  #count({ wwid, target }: Asked, since: number, isKilled: boolean): () => void {
    const one = { wwid, target, since, isKilled };
    this.#underWay.add(one);
    return () => this.#underWay.delete(one);
  }
}
