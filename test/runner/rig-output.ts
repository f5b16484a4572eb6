import type { Failure, Outcome, Timed } from "./outcome.ts";
import type { RigBoot } from "./rig-boots.ts";

interface OpenCase {
  readonly title: string;
  /** Milliseconds, by this machine's clock. */
  readonly began: number;
  passed: number;
  failures: { name: string; lines: string[] }[];
  said?: { readonly passed: number; readonly failed: number };
}

/** Lines of a failure's reason that the summary shows; all of them are in the log. */
const DETAIL_LINES = 15;

/**
 * Follows what `test/rig/run-cases` prints in a guest:
 *   `### case ENGINE NAME` · lines of the case: `ok   CHECK`, `FAIL CHECK: reason`, more of the reason, `N passed, N failed`
 *   `### end STATUS SECONDS`
 * A case that ends without its sum, with another sum than its lines give, or without any check has failed.
 */
export class RigOutput {
  #open: OpenCase | undefined;
  readonly #boot: RigBoot;
  readonly #log: string;
  readonly #failures: Failure[] = [];
  readonly #ended = new Map<string, number>();
  readonly #clock: () => number;
  /** Of cases that have ended, by this machine's clock: what an emulated guest tells is its own time. */
  readonly #times: Timed[] = [];
  #passed = 0;

  constructor(boot: RigBoot, log: string, clock: () => number = Date.now) {
    this.#boot = boot;
    this.#log = log;
    this.#clock = clock;
  }

  /** Takes one line; returns a word for the progress display when a case began or ended. */
  feed(line: string): string | undefined {
    const begin = /^### case (\S+) (\S+)$/.exec(line);
    if (begin !== null) {
      const title = `${begin[2]} on ${this.#boot.name} with ${begin[1]}`;
      this.#open = { title, began: this.#clock(), passed: 0, failures: [] };
      return undefined;
    }
    const end = /^### end (\d+) (\S+)$/.exec(line);
    if (end !== null) return this.#close(Number(end[1]), end[2] ?? "");
    if (this.#open !== undefined) this.#feedCase(this.#open, line);
    return undefined;
  }

  #feedCase(open: OpenCase, line: string): void {
    const sum = /^(\d+) passed, (\d+) failed$/.exec(line);
    const failed = /^FAIL (.*)$/.exec(line);
    if (line.startsWith("ok   ")) open.passed += 1;
    else if (failed !== null) open.failures.push({ name: failed[1] ?? "", lines: [] });
    else if (sum !== null) open.said = { passed: Number(sum[1]), failed: Number(sum[2]) };
    else open.failures.at(-1)?.lines.push(line);
  }

  #close(status: number, seconds: string): string {
    const open = this.#open;
    this.#open = undefined;
    if (open === undefined) return "a case ended that had not begun";
    this.#ended.set(open.title, status);
    this.#times.push({ name: open.title, seconds: (this.#clock() - open.began) / 1_000 });
    this.#passed += open.passed;
    for (const { name, lines } of open.failures) this.#fail(`${open.title}: ${name}`, lines);
    const trouble = troubleOf(open, status);
    if (trouble !== undefined) this.#fail(open.title, [trouble]);
    const failed = open.failures.length + (trouble === undefined ? 0 : 1);
    return `${open.title}: ${open.passed} passed, ${failed} failed (${seconds} s)`;
  }

  #fail(name: string, lines: readonly string[]): void {
    const detail = lines.slice(0, DETAIL_LINES).join("\n");
    this.#failures.push({ name: `rig: ${name}`, detail, log: this.#log });
  }

  /** The outcome once the guest is gone; cases that never ended have failed. `status` is that of rig/run. */
  finish(status: number): Outcome {
    for (const { name, engine } of this.#boot.runs) {
      const title = `${name} on ${this.#boot.name} with ${engine}`;
      if (this.#ended.has(title)) continue;
      const when = this.#open?.title === title ? "the guest ended while it ran" : "it was never begun";
      this.#fail(title, [`${when} (rig/run: status ${status})`]);
    }
    if (status !== 0 && this.#failures.length === 0)
      this.#fail(this.#boot.name, [`rig/run ended with status ${status}`]);
    return { passed: this.#passed, failures: this.#failures, cases: this.#times };
  }
}

function troubleOf(open: OpenCase, status: number): string | undefined {
  if (status === 124 || status === 137) return "took longer than its time-out";
  if (open.said === undefined) return `ended early, with status ${status}`;
  if (open.said.passed !== open.passed || open.said.failed !== open.failures.length) {
    return `counts ${open.said.passed} passed, ${open.said.failed} failed; its lines say ${open.passed} and ${open.failures.length}`;
  }
  if (open.passed === 0 && open.failures.length === 0) return "checked nothing";
  if (status !== 0 && open.failures.length === 0) return `ended with status ${status} though no check failed`;
  return undefined;
}
