import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makePlan } from "../../../core/plan/make-plan.ts";
import type { Plan } from "../../../core/plan/plan.ts";
import type { PlanInput } from "../../../core/plan/plan-input.ts";
import { parseTable } from "../../../core/topology/dm-table.ts";
import { groupLuns } from "../../../core/topology/luns.ts";
import type { LiveMap } from "../../../core/topology/map.ts";
import { type AnyMachine, anyMachine } from "../generators.ts";
import { devtsOf, type Kernel, performPlan } from "./simulated-kernel.ts";

/** The same machines in every run: a failure is a change of the code, not luck. Other seeds are for exploring. */
const SEED = 20261120;
const RUNS = 1500;

function inputOf({ decisions, requireClaim, selectors }: AnyMachine, kernel: Kernel): PlanInput {
  const { luns } = groupLuns(kernel.disks, {
    liveMaps: kernel.maps,
    registry: [],
    wwidsFile: [],
    allowsLocalId: () => false,
  });
  return {
    luns,
    decisions,
    liveMaps: kernel.maps,
    otherNames: kernel.otherNames,
    presentDevts: kernel.disks.map(({ devt }) => devt),
    capabilities: selectors === undefined ? {} : { selectors },
    requireClaim,
    exposePassive: [],
    patienceOver: [],
  };
}

function loadedDevts(plan: Plan, wwid: string): readonly string[] {
  const table = plan.actions.find((action) => action.wwid === wwid)?.table;
  const parsed = parseTable(table ?? "");
  return parsed.kind === "parsed" ? devtsOf(parsed.value) : [];
}

function liveDevts(maps: readonly LiveMap[], wwid: string): readonly string[] {
  return devtsOf(maps.find(({ uuid }) => uuid === `mpath-${wwid}`)?.table);
}

describe("the plan of any machine", () => {
  it("has one action at most for each WWID, and every uuid is that of its WWID", () => {
    fc.assert(
      fc.property(anyMachine, (machine) => {
        const { actions } = makePlan(inputOf(machine, machine.kernel));
        expect(new Set(actions.map(({ wwid }) => wwid)).size).toBe(actions.length);
        for (const { uuid, wwid } of actions) expect(uuid).toBe(`mpath-${wwid}`);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it("adds no path that is refused, unclaimed, of another LUN, gone or not to be opened", () => {
    fc.assert(
      fc.property(anyMachine, (machine) => {
        const input = inputOf(machine, machine.kernel);
        const plan = makePlan(input);
        for (const { wwid } of plan.actions) {
          const before = new Set(liveDevts(machine.kernel.maps, wwid));
          const lun = input.luns.find((one) => one.wwid === wwid);
          for (const devt of loadedDevts(plan, wwid)) {
            if (before.has(devt)) continue;
            const path = lun?.paths.find((one) => one.devt === devt);
            expect(path).toBeDefined();
            expect(path?.state).toBe("running");
            if (machine.requireClaim) expect(path?.claimed).toBe(true);
          }
        }
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it("loads on the kernel, and leaves no path in two maps", () => {
    fc.assert(
      fc.property(anyMachine, (machine) => {
        const after = performPlan(machine.kernel, makePlan(inputOf(machine, machine.kernel)));
        // A disk that is gone may stay in a table that no other can replace: nothing reaches it any more.
        const present = new Set(machine.kernel.disks.map(({ devt }) => devt));
        const devts = after.maps.flatMap(({ table }) => devtsOf(table).filter((devt) => present.has(devt)));
        expect(new Set(devts).size).toBe(devts.length);
        const names = [...after.otherNames, ...after.maps.map(({ name }) => name)];
        expect(new Set(names).size).toBe(names.length);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it("never touches an open map so that it is gone", () => {
    fc.assert(
      fc.property(anyMachine, (machine) => {
        const after = performPlan(machine.kernel, makePlan(inputOf(machine, machine.kernel)));
        const uuids = after.maps.map(({ uuid }) => uuid);
        for (const { uuid, openCount } of machine.kernel.maps)
          if (openCount > 0) expect(uuids).toContain(uuid);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it("once performed, leaves nothing to do, but that a map without a path may be resized, loaded or made anew after it", () => {
    fc.assert(
      fc.property(anyMachine, (machine) => {
        const first = performPlan(machine.kernel, makePlan(inputOf(machine, machine.kernel)));
        const second = makePlan(inputOf(machine, first));
        const wasPathless = new Set(
          machine.kernel.maps
            .filter((map) => isPathless(map, inputOf(machine, machine.kernel)))
            .map(({ uuid }) => uuid),
        );
        const left = second.actions.filter(({ kind }) => kind !== "nothing" && kind !== "reject");
        for (const { kind, uuid } of left) {
          expect(["resize", "create", "reload"]).toContain(kind);
          expect(wasPathless.has(uuid)).toBe(true);
        }
        const third = makePlan(inputOf(machine, performPlan(first, second)));
        expect(third.actions.filter(({ kind }) => kind !== "nothing" && kind !== "reject")).toEqual([]);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it("does not depend on the order in which anything was read", () => {
    fc.assert(
      fc.property(anyMachine, (machine) => {
        const { kernel } = machine;
        const reversed = {
          ...kernel,
          maps: [...kernel.maps].reverse(),
          disks: [...kernel.disks].reverse(),
          otherNames: [...kernel.otherNames].reverse(),
        };
        const input = inputOf(machine, reversed);
        const turned = {
          ...input,
          luns: [...input.luns].reverse(),
          decisions: [...input.decisions].reverse(),
        };
        expect(makePlan(turned)).toEqual(makePlan(inputOf(machine, kernel)));
      }),
      { numRuns: 1000, seed: SEED },
    );
  });
});

/** No path is left to it that may be in it: all are gone, refused, or another LUN's. */
function isPathless({ table, uuid }: LiveMap, { luns }: PlanInput): boolean {
  const lun = luns.find(({ wwid }) => `mpath-${wwid}` === uuid);
  return !devtsOf(table).some((devt) => lun?.paths.some((path) => path.devt === devt));
}
