import { runEngine } from "./engine/run-engine.ts";
import { audit } from "./recheck/audit.ts";
import { recheck } from "./recheck/recheck.ts";

const USAGE = "usage: worker recheck | audit\n";

runEngine(async (engine, journal) => {
  const [command] = engine.argv;
  if (command === "recheck") return await recheck(engine.system, journal);
  if (command === "audit") return await audit(engine.system, journal);
  engine.writeError(USAGE);
  return 64;
});
