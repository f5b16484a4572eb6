/** One thing that did not hold. */
export interface Failure {
  readonly name: string;
  /** What was seen; several lines at most. */
  readonly detail: string;
  /** File to look into, from the root of the checkout. */
  readonly log: string;
}

/** What has taken how long. */
export interface Timed {
  readonly name: string;
  readonly seconds: number;
}

/** What a stage of the tests found. */
export interface Outcome {
  readonly passed: number;
  readonly failures: readonly Failure[];
  /** The rig's cases; absent where a stage has none. */
  readonly cases?: readonly Timed[];
}

export const nothing: Outcome = { passed: 0, failures: [] };

export function together(outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failures: outcomes.flatMap(({ failures }) => failures),
    cases: outcomes.flatMap(({ cases = [] }) => cases),
  };
}

/** The end of a text: what a reader of a failure needs first. */
export function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}

/** Characters of a line that the summary shows: a counterexample can be a page long. */
const LINE_WIDTH = 240;

function indented(detail: string): string[] {
  if (detail === "") return [];
  return detail
    .split("\n")
    .map((line) => `    ${line.length > LINE_WIDTH ? `${line.slice(0, LINE_WIDTH)} …` : line}`);
}

/** Cases of the rig that the summary names: those that are worth a look where all takes too long. */
const SLOWEST = 30;

function renderTimes(times: readonly Timed[]): string {
  return times.map(({ name, seconds }) => `${name} ${seconds.toFixed(0)} s`).join(", ");
}

/** The summary of a run: failures with their logs, times of its slowest cases and of its stages, and as the last line the sums. */
export function renderSummary(outcome: Outcome, stages: readonly Timed[]): string {
  const lines: string[] = [];
  for (const { name, detail, log } of outcome.failures) {
    lines.push(`FAILED ${name}`, ...indented(detail), `    see ${log}`, "");
  }
  const total = stages.reduce((sum, { seconds }) => sum + seconds, 0);
  const slowest = [...(outcome.cases ?? [])]
    .sort((one, other) => other.seconds - one.seconds)
    .slice(0, SLOWEST);
  if (slowest.length > 0) lines.push(`slowest: ${renderTimes(slowest)}`);
  lines.push(`${renderTimes(stages)}; together ${total.toFixed(0)} s`);
  lines.push(`${outcome.passed} passed, ${outcome.failures.length} failed`);
  return lines.join("\n");
}
