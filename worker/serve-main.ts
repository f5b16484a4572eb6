import { arm } from "./boot/arm.ts";
import { giveBack } from "./boot/give-back.ts";
import { reportAlive } from "./engine/alive.ts";
import { profilesOrSay } from "./engine/profiles.ts";
import { runEngine } from "./engine/run-engine.ts";
import { plan } from "./serve/plan.ts";
import { rename } from "./serve/rename.ts";
import { serve } from "./serve/serve.ts";

/** What a boot or somebody asks for by name, and no event: a program of its own, so that each run of the worker need not read it. */
runEngine(async (engine, journal) => {
  const [command, ...rest] = engine.argv;
  if (command === "arm" || command === "give-back") {
    const profiles = profilesOrSay(engine, journal);
    void reportAlive(engine);
    return profiles === undefined
      ? 1
      : await (command === "arm" ? arm : giveBack)(engine.system, profiles, journal);
  }
  if (command === "plan") return await plan(engine, rest);
  return command === "rename" ? await rename(engine.system, journal, ...rest) : await serve(engine, journal);
});
