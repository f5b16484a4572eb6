import { diagnose } from "../core/diagnostic/codes.ts";
import { planMachine } from "../core/plan/plan-machine.ts";
import type { CompiledProfiles } from "../core/profile/compiled.ts";
import { renderJson } from "../core/render/json-text.ts";
import { planJson } from "../core/render/plan-json.ts";
import { readCompiledProfiles } from "../host/compiled-profiles.ts";
import { readMachine } from "../host/machine.ts";
import { sysrootSystem } from "../host/sysroot-system.ts";
import { reportAlive } from "./alive.ts";
import { arm } from "./arm.ts";
import { assemble } from "./assemble.ts";
import type { Engine } from "./engine.ts";
import { diagnosticLine, type Journal, journalOf } from "./journal.ts";
import { probe } from "./probe.ts";
import { rememberAtBoot } from "./registry-writes.ts";
import { thisEngine } from "./shim/engine.ts";
import { waitForKnown } from "./wait.ts";

const USAGE = `usage: worker assemble [--all] [--generation ID] | arm | wait [SECONDS] | remember | plan [--sysroot DIR]
       worker probe [DEV…] -- [DEV…]
The hot path of pathplug; units and the command line call it. See \`pathplug --help\`.
`;

/** Runs one entry point of the hot path; returns the exit status. */
async function main(engine: Engine, journal: Journal): Promise<number> {
  const [command, ...rest] = engine.argv;
  if (command === "probe") return probe(engine, rest);
  if (command === "wait") return await waitForKnown(engine.system, journal, secondsIn(rest[0]));
  if (command === "remember") return await rememberAtBoot(engine.system);
  const profiles = readProfiles(engine);
  if (profiles === undefined) {
    const unreadable = diagnose("profiles-unreadable", "host", "None of the files is usable.");
    journal("error", diagnosticLine(unreadable), { kind: "worker-failed", code: unreadable.code });
    return 1;
  }
  if (command === "assemble") {
    void reportAlive(engine);
    const generation = rest[rest.indexOf("--generation") + 1];
    if (rest.includes("--generation") && generation !== (await readGeneration(engine, profiles)))
      return STALE;
    return await assemble(engine.system, profiles, journal, rest.includes("--all"));
  }
  if (command === "arm") return await arm(engine.system, profiles, journal);
  if (command === "plan") return await plan(engine, profiles, rest);
  engine.writeError(USAGE);
  return 64;
}

/** Milliseconds of a word that is a number of seconds; absent for any other. */
function secondsIn(word: string | undefined): number | undefined {
  return word !== undefined && /^\d{1,6}$/.test(word) ? Number(word) * 1_000 : undefined;
}

/** Exit status where the machine is not what the plan was made from: EX_TEMPFAIL, look and try again. */
const STALE = 75;

/** The generation of the plan that would be made now; asked under the host's lock, so no other run can move it on. */
async function readGeneration({ system }: Engine, profiles: CompiledProfiles): Promise<string> {
  return planMachine(await readMachine(system), profiles).plan.generation;
}

function readProfiles({ system, environment }: Engine): CompiledProfiles | undefined {
  const file = environment("PATHPLUG_PROFILES");
  return file === undefined ? readCompiledProfiles(system) : readCompiledProfiles(system, [file]);
}

/** Prints the plan as JSON, for the machine or for a directory tree: what tests compare between engines. */
async function plan(engine: Engine, profiles: CompiledProfiles, argv: readonly string[]): Promise<number> {
  const root = argv[0] === "--sysroot" ? argv[1] : undefined;
  const system = root === undefined ? engine.system : sysrootSystem(engine.system, root);
  const machine = await readMachine(system, {});
  engine.writeOut(`${renderJson(planJson(planMachine(machine, profiles).plan))}\n`);
  return 0;
}

/** Nothing that was said is lost, however the run ends; the stack of what failed has no place in an entry. */
async function run(engine: Engine): Promise<number> {
  const { journal, close } = journalOf(engine);
  const status = await main(engine, journal).catch((reason: unknown) => {
    const { message, stack } = reason as Error;
    journal("error", `the worker failed: ${message}`, { kind: "worker-failed" });
    return { stack };
  });
  await close();
  if (typeof status === "number") return status;
  engine.writeError(`${status.stack ?? ""}\n`);
  return 70;
}

const engine = thisEngine();
run(engine).then(
  (status) => engine.exit(status),
  () => engine.exit(70),
);
