import { lastLines, type Outcome, together } from "./outcome.ts";

interface TestResult {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages?: readonly string[];
}

interface FileResult {
  readonly name: string;
  readonly status: string;
  readonly message?: string;
  readonly assertionResults: readonly TestResult[];
}

/** How many lines of a failure the summary shows. */
const DETAIL_LINES = 12;

/** What is wrong with a test that did not pass. */
function detailOf({ status, failureMessages = [] }: TestResult): string {
  if (status !== "failed") return `was not run (${status})`;
  const [message = ""] = failureMessages.join("\n").split("\n    at ");
  return message.split("\n").slice(0, DETAIL_LINES).join("\n");
}

function readFile(file: FileResult, name: string, log: string): Outcome {
  const unsuccessful = file.assertionResults.filter(({ status }) => status !== "passed");
  const failures = unsuccessful.map((test) => ({
    name: `${name}: ${test.fullName}`,
    detail: detailOf(test),
    log,
  }));
  const empty = file.assertionResults.length === 0;
  if (empty || (file.status === "failed" && failures.length === 0)) {
    failures.push({ name, detail: lastLines(file.message || "has no test", DETAIL_LINES), log });
  }
  return { passed: file.assertionResults.length - unsuccessful.length, failures };
}

/**
 * Counts vitest's JSON report. A file that could not be loaded, and a test that was skipped or left to do, is a failure:
 * a suite that says it passed has run all of itself. `status` is that of vitest, which also knows of stray errors.
 */
export function readVitestReport(json: string, root: string, status: number, log: string): Outcome {
  let files: readonly FileResult[];
  try {
    files = (JSON.parse(json) as { readonly testResults: readonly FileResult[] }).testResults;
  } catch {
    return { passed: 0, failures: [{ name: "vitest", detail: "left no report", log }] };
  }
  const prefix = `${root.replace(/\/$/, "")}/`;
  const outcome = together(files.map((file) => readFile(file, file.name.replace(prefix, ""), log)));
  if (status === 0 || outcome.failures.length > 0) return outcome;
  const stray = { name: "vitest", detail: `ended with status ${status} though no test failed`, log };
  return { ...outcome, failures: [stray] };
}
