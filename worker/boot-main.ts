import { rememberAtBoot } from "./assemble/registry-writes.ts";
import { freeze } from "./boot/freeze.ts";
import { waitForKnown } from "./boot/wait.ts";
import { runEngine } from "./engine/run-engine.ts";

const USAGE = "usage: worker wait [SECONDS] | remember | freeze [needed | all [WWID…]]\n";

/** What a boot needs once and no burst does: a program of its own, so that each run of the worker need not read it. */
runEngine(async (engine, journal) => {
  const { argv, system, writeError } = engine;
  const [command, word, ...more] = argv;
  if (command === "wait") return await waitForKnown(system, journal, millisecondsIn(word));
  if (command === "remember") return await rememberAtBoot(system);
  if (command === "freeze" && (word === undefined || word === "needed" || word === "all"))
    return freeze(engine, word ?? "needed", more);
  writeError(USAGE);
  return 64;
});

/** Milliseconds of a word that is a number of seconds; absent for any other. */
function millisecondsIn(word: string | undefined): number | undefined {
  return word !== undefined && /^\d{1,6}$/.test(word) ? Number(word) * 1_000 : undefined;
}
