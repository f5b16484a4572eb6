/** Prints the generation of the plan for each recorded machine. */
import { planMachine } from "../../core/plan/plan-machine.ts";
import { readMachine } from "../../host/machine.ts";
import { MACHINES } from "../machines/index.ts";
import { memorySystem } from "../machines/machine.ts";
import { shippedProfiles } from "../worker/simulated/simulated-run.ts";

const profiles = await shippedProfiles;
for (const [name, spec] of Object.entries(MACHINES)) {
  const { plan } = planMachine(await readMachine(memorySystem(spec)), profiles);
  console.log(`${name} ${plan.actions.length} ${plan.generation}`);
}
