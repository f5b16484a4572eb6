import { planMachine } from "../core/plan/plan-machine.ts";
import type { CompiledProfiles } from "../core/profile/compiled.ts";
import { readMachine } from "../host/machine.ts";
import { assemble } from "./assemble/assemble.ts";
import { reportAlive } from "./engine/alive.ts";
import type { Engine } from "./engine/engine.ts";
import type { Journal } from "./engine/journal.ts";
import { profilesOrSay } from "./engine/profiles.ts";
import { runEngine } from "./engine/run-engine.ts";
import { ueventOfDisk } from "./engine/uevent-of-disk.ts";

const USAGE = `usage: worker assemble [--all] [--generation ID]
The hot path of pathplug; units and the command line call it. See \`pathplug --help\`.
`;

/** Assembles maps; returns the exit status. */
async function main(engine: Engine, journal: Journal): Promise<number> {
  const [command, ...rest] = engine.argv;
  if (command !== "assemble") {
    engine.writeError(USAGE);
    return 64;
  }
  const profiles = profilesOrSay(engine, journal);
  if (profiles === undefined) return 1;
  void reportAlive(engine);
  const generation = rest[rest.indexOf("--generation") + 1];
  if (rest.includes("--generation") && generation !== (await readGeneration(engine, profiles))) return STALE;
  const isAll = rest.includes("--all");
  const isByHand = isAll && !rest.includes("--generation");
  return await assemble(engine.system, profiles, journal, isAll, isByHand, rest.includes("--returned"));
}

/** Exit status where the machine is not what the plan was made from: EX_TEMPFAIL, look and try again. */
const STALE = 75;

/** The generation of the plan that would be made now; asked under the host's lock, so no other run can move it on. */
async function readGeneration({ system }: Engine, profiles: CompiledProfiles): Promise<string> {
  return planMachine(await readMachine(system), profiles).plan.generation;
}

runEngine(main, ueventOfDisk);
