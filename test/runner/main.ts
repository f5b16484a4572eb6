import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { parseArgs } from "node:util";
import { lastLines, type Outcome, renderSummary, type Timed, together } from "./outcome.ts";
import { runProgram } from "./program.ts";
import { groupIntoBoots, type RigBoot, readRigCase, rigArguments } from "./rig-boots.ts";
import { RigOutput } from "./rig-output.ts";
import { readVitestReport } from "./vitest-report.ts";

const LOGS = ".rig/test";
const CASES = "test/rig/cases";
/** Lines of a failed program that the summary shows. */
const DETAIL_LINES = 25;

interface Stage {
  readonly name: string;
  readonly run: () => Promise<Outcome>;
}

const began = Date.now();

/** Progress is talk: it goes to stderr, so that stdout is the summary. */
function say(text: string): void {
  process.stderr.write(`[${((Date.now() - began) / 1000).toFixed(0).padStart(4)} s] ${text}\n`);
}

/** A program whose success is one test. */
function single(
  name: string,
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Stage {
  return {
    name,
    run: async () => {
      const log = `${LOGS}/${name.replaceAll(" ", "-")}.log`;
      const { status, output } = await runProgram(argv, { log, environment });
      if (status === 0) return { passed: 1, failures: [] };
      return { passed: 0, failures: [{ name, detail: lastLines(output, DETAIL_LINES), log }] };
    },
  };
}

function vitest(fast: boolean): Stage {
  return {
    name: "vitest",
    run: async () => {
      const [log, report] = [`${LOGS}/vitest.log`, `${LOGS}/vitest.json`];
      rmSync(report, { force: true });
      const argv = [
        "node_modules/.bin/vitest",
        "run",
        "--reporter=default",
        "--reporter=json",
        `--outputFile.json=${report}`,
      ];
      const { status } = await runProgram(argv, {
        log,
        environment: { PATHPLUG_TEST: fast ? "fast" : "full" },
      });
      const json = existsSync(report) ? readFileSync(report, "utf8") : "";
      return readVitestReport(json, process.cwd(), status, log);
    },
  };
}

function rigBoot(boot: RigBoot, environment: Readonly<Record<string, string>>): Stage {
  return {
    name: `rig ${boot.name}`,
    run: async () => {
      const output = new RigOutput(boot, `.rig/test-${boot.name}/ (output.log, console.log, journal.log)`);
      const onLine = (line: string): void => {
        const progress = output.feed(line);
        if (progress !== undefined) say(`  ${boot.name}: ${progress}`);
      };
      const log = `${LOGS}/rig-${boot.name}.log`;
      const { status } = await runProgram(["rig/run", ...rigArguments(boot, environment)], {
        log,
        onLine,
        onErrorLine: (line) => say(`  ${boot.name}: ${line}`),
      });
      return output.finish(status);
    },
  };
}

/** A glob of `*` and `?` as a pattern for whole names. */
function globPattern(glob: string): RegExp {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("*", ".*").replaceAll("?", ".")}$`);
}

/** Who names a case wants to see all of it, and may take a guard out of what it tests (rig/guest/without.sh). */
function askedEnvironment(): Readonly<Record<string, string>> {
  const without = process.env.RIG_WITHOUT;
  return { RIG_THOROUGH: "1", ...(without === undefined ? {} : { RIG_WITHOUT: without }) };
}

function rigStages(only: string | undefined): readonly Stage[] {
  const names = (existsSync(CASES) ? readdirSync(CASES) : []).filter((file) => file.endsWith(".sh")).sort();
  const cases = names
    .map((file) => file.slice(0, -3))
    .filter((name) => only === undefined || globPattern(only).test(name))
    .map((name) => readRigCase(name, readFileSync(`${CASES}/${name}.sh`, "utf8")))
    .filter(({ onlyAsked }) => only !== undefined || !onlyAsked);
  if (cases.length === 0) throw new Error(`no rig case in ${CASES} is named ${only ?? "*.sh"}`);
  const environment = only === undefined ? {} : askedEnvironment();
  return groupIntoBoots(cases).map((boot) => rigBoot(boot, environment));
}

/** What is to be done: steps one after the other, then guests side by side. */
interface Work {
  readonly steps: readonly Stage[];
  readonly guests: readonly Stage[];
}

function workFor(fast: boolean, only: string | undefined): Work {
  const build = single("build", ["make", "--no-print-directory", "build"]);
  const exercisers = single("exercisers", ["node", "test/rig/build-bundles.mjs"]);
  // The threshold is in vitest.config.ts; the properties' million runs would cover no branch that a tenth does not.
  const coverage = single(
    "branch coverage of decode",
    ["node_modules/.bin/vitest", "run", "--coverage", "test/core/decode"],
    { PATHPLUG_TEST: "fast" },
  );
  const programs = single("programs", [
    "rig/require-programs",
    "build",
    "rpm",
    "manual",
    "shells",
    "qjs",
    "rig",
  ]);
  if (only !== undefined) return { steps: [programs, build, exercisers], guests: rigStages(only) };
  // The build comes first: it writes validators that the types are checked with.
  const daily = [
    fast ? single("build", ["node", "packaging/bundle.mjs"]) : build,
    single("types", ["node_modules/.bin/tsc", "--noEmit", "-p", "."]),
    single("types of core", ["node_modules/.bin/tsc", "--noEmit", "-p", "core"]),
    single("lint", ["node_modules/.bin/biome", "ci", "--colors=off", "--reporter=concise", "."]),
  ];
  if (fast) return { steps: [...daily, vitest(true)], guests: [] };
  return { steps: [programs, ...daily, vitest(false), coverage, exercisers], guests: rigStages(undefined) };
}

/** Guests at work at the same time: an emulated one keeps little more than one of two processors busy. */
const LANES = 2;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { fast: { type: "boolean", default: false }, only: { type: "string" } },
  });
  mkdirSync(LOGS, { recursive: true });
  const outcomes: Outcome[] = [];
  const times: Timed[] = [];
  const perform = async ({ name, run }: Stage): Promise<void> => {
    say(`${name} …`);
    const start = Date.now();
    const outcome = await run();
    const seconds = (Date.now() - start) / 1000;
    say(`${name}: ${outcome.passed} passed, ${outcome.failures.length} failed (${seconds.toFixed(1)} s)`);
    outcomes.push(outcome);
    times.push({ name, seconds });
  };
  const { steps, guests } = workFor(values.fast, values.only);
  for (const step of steps) await perform(step);
  const waiting = [...guests];
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await perform(next);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  const outcome = together(outcomes);
  process.stdout.write(`${renderSummary(outcome, times)}\n`);
  process.exitCode = outcome.failures.length === 0 && outcome.passed > 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  process.stdout.write(`${error instanceof Error ? error.message : String(error)}\n0 passed, 1 failed\n`);
  process.exitCode = 1;
});
