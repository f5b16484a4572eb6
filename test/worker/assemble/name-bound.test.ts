import { expect, it } from "vitest";
import { encodeText } from "../../../core/bytes/text.ts";
import type { System } from "../../../host/system/system.ts";
import { assemble } from "../../../worker/assemble/assemble.ts";
import type { SimulatedMachine } from "../simulated/simulated-machine.ts";
import { assembled, mapsOf, naaOf, shippedProfiles } from "../simulated/simulated-run.ts";

const WWID = `3${naaOf(0)}`;

/** A run in which pathplug.json has an alias for the LUN, and systemd says what is bound to device nodes. */
async function runWith(machine: SimulatedMachine, boundBy: string): Promise<readonly string[]> {
  const real = machine.system();
  const system: System = {
    ...real,
    spawn: async (argv, options) =>
      argv[0] === "systemctl"
        ? { status: 0, timedOut: false, stdout: encodeText(`${boundBy}\n`), stderr: "" }
        : await real.spawn(argv, options),
  };
  const profiles = { ...(await shippedProfiles), site: { luns: [{ wwid: WWID, alias: "data" }] } };
  const said: string[] = [];
  const status = await assemble(
    system,
    profiles,
    (severity, text) => said.push(`${severity}: ${text}`),
    true,
  );
  expect(status).toBe(0);
  return said;
}

const namesOf = (machine: SimulatedMachine) => mapsOf(machine).map((line) => line.split(" ")[0]);

it("a map keeps the name that systemd holds, gets its paths all the same, and is renamed when it may be", async () => {
  const machine = await assembled([0]);
  machine.unplug("sda");
  machine.settle();
  const said = await runWith(machine, "mnt-data.mount");
  expect(namesOf(machine)).toEqual([WWID]);
  expect(mapsOf(machine)[0]).not.toContain(" 8:0 ");
  expect(said.filter((line) => line.includes("name-bound"))).toEqual([
    expect.stringMatching(`^warning: name-bound: ${WWID}: mnt-data\\.mount; hint: `),
  ]);
  await runWith(machine, "");
  expect(namesOf(machine)).toEqual(["data"]);
});
