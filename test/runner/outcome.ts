/** One thing that did not hold. */
export interface Failure {
  readonly name: string;
  /** What was seen; several lines at most. */
  readonly detail: string;
  /** File to look into, from the root of the checkout. */
  readonly log: string;
}

/** What a stage of the tests found. */
export interface Outcome {
  readonly passed: number;
  readonly failures: readonly Failure[];
}

export const nothing: Outcome = { passed: 0, failures: [] };

export function together(outcomes: readonly Outcome[]): Outcome {
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failures: outcomes.flatMap(({ failures }) => failures),
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

/** The summary of a run: failures with their logs, times, and as the last line the sums. */
export function renderSummary(
  outcome: Outcome,
  stages: readonly { readonly name: string; readonly seconds: number }[],
): string {
  const lines: string[] = [];
  for (const { name, detail, log } of outcome.failures) {
    lines.push(`FAILED ${name}`, ...indented(detail), `    see ${log}`, "");
  }
  const total = stages.reduce((sum, { seconds }) => sum + seconds, 0);
  lines.push(
    `${stages.map(({ name, seconds }) => `${name} ${seconds.toFixed(0)} s`).join(", ")}; together ${total.toFixed(0)} s`,
  );
  lines.push(`${outcome.passed} passed, ${outcome.failures.length} failed`);
  return lines.join("\n");
}
