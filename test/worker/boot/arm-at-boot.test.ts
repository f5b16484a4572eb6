import { describe, expect, it } from "vitest";
import { arm } from "../../../worker/boot/arm.ts";
import { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { shippedProfiles } from "../simulated/simulated-run.ts";

const READY = "systemctl --no-block --quiet start pathplug-ready.target";

async function armed(
  machine: SimulatedMachine,
): Promise<{ said: readonly string[]; started: readonly string[] }> {
  const said: string[] = [];
  await arm(machine.system(), await shippedProfiles, (_, text) => said.push(text));
  expect(machine.tree.exists("/run/pathplug/armed")).toBe(true);
  return { said, started: machine.calls.filter((call) => !/^(write|mkdir|unlink|rename) /.test(call)) };
}

describe("arming a host at boot", () => {
  it("starts no program and says nothing where no LUN is known", async () => {
    expect(await armed(new SimulatedMachine())).toEqual({ said: [], started: [] });
  });

  it("has known LUNs waited for, once it is armed", async () => {
    const machine = new SimulatedMachine({
      "/etc/pathplug/luns.d/naa.600": 'PATHPLUG_FORMAT="1"\nPATHPLUG_WWID="3600"\n',
    });
    expect(await armed(machine)).toEqual({ said: ["armed, mode known"], started: [READY] });
    expect(machine.calls.at(-1)).toBe(READY);
  });
});
