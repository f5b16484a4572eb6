import { planMachine } from "../../core/plan/plan-machine.ts";
import { renderJson } from "../../core/render/json-text.ts";
import { planJson } from "../../core/render/plan-json.ts";
import { readMachine } from "../../host/machine.ts";
import { sysrootSystem } from "../../host/recording/sysroot-system.ts";
import type { Engine } from "../engine/engine.ts";
import { readProfiles } from "../engine/profiles.ts";

/** Prints the plan as JSON, for the machine or for a directory tree: what tests compare between engines. Returns the exit status. */
export async function plan(engine: Engine, argv: readonly string[]): Promise<number> {
  const profiles = readProfiles(engine);
  if (profiles === undefined) {
    engine.writeError("no profiles can be read\n");
    return 1;
  }
  const root = argv[0] === "--sysroot" ? argv[1] : undefined;
  const system = root === undefined ? engine.system : sysrootSystem(engine.system, root);
  const machine = await readMachine(system, {});
  engine.writeOut(`${renderJson(planJson(planMachine(machine, profiles).plan))}\n`);
  return 0;
}
