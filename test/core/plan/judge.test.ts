import { expect, it } from "vitest";
import { planMachine } from "../../../core/plan/plan-machine.ts";
import { readMachine } from "../../../host/machine.ts";
import { lunPaths } from "../../machines/lun-paths.ts";
import { memorySystem } from "../../machines/machine.ts";
import { compileShipped } from "../../vendor-profiles/shipped.ts";
import { vpd } from "../decode/valid-pages.ts";

const disks = lunPaths(4);

it("a serial number per controller refuses no path where the settings group by it", async () => {
  const { compiled } = await compileShipped();
  const bySerial = {
    ...compiled,
    site: {
      ...compiled.site,
      overrides: { source: "site", settings: { path_grouping_policy: "group_by_serial" as const } },
    },
  };
  const read = await readMachine(memorySystem({ disks }));
  const paths = read.paths.map((path, index) => ({
    ...path,
    pages: { ...path.pages, "80": vpd(0x80, index < 2 ? "CONTROLLER-A" : "CONTROLLER-B") },
  }));
  const machine = { ...read, paths };
  expect(planMachine(machine, compiled).plan.refused.map(({ code }) => code)).toEqual(
    disks.map(() => "path-no-majority"),
  );
  const { plan } = planMachine(machine, bySerial);
  expect(plan.refused).toEqual([]);
  expect(plan.actions[0]?.table).toMatch(
    / 2 1 service-time 0 2 1 8:0 1 8:16 1 service-time 0 2 1 8:32 1 8:48 1$/,
  );
});
