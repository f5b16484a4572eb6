import { reportAlive } from "./alive.ts";
import { arm } from "./arm.ts";
import { plan } from "./plan.ts";
import { profilesOrSay } from "./profiles.ts";
import { rename } from "./rename.ts";
import { runEngine } from "./run-engine.ts";
import { serve } from "./serve.ts";

/** What a boot or somebody asks for by name, and no event: a program of its own, so that each run of the worker need not read it. */
runEngine(async (engine, journal) => {
  const [command, ...rest] = engine.argv;
  if (command === "arm") {
    const profiles = profilesOrSay(engine, journal);
    void reportAlive(engine);
    return profiles === undefined ? 1 : await arm(engine.system, profiles, journal);
  }
  if (command === "plan") return await plan(engine, rest);
  return command === "rename" ? await rename(engine.system, journal, ...rest) : await serve(engine, journal);
});
