import { probe } from "./child/probe.ts";
import { register } from "./child/register.ts";
import { runEngine } from "./engine/run-engine.ts";

const USAGE = "usage: child.js probe [DEV…] -- [DEV…] | register WWID KEY [DEV…]\n";

/**
 * What runs in a child because a disk may hold it for ever: a program of its own, so that it starts in a fraction of the time
 * of what waits for it. A word for each of its entry points, and what that takes.
 */
runEngine(async (engine) => {
  const [command, ...rest] = engine.argv;
  if (command === "probe") return probe(engine, rest);
  if (command === "register") return await register(engine, rest);
  engine.writeError(USAGE);
  return 64;
});
