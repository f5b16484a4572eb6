import { expect } from "vitest";
import { makePlan } from "../../../core/plan/make-plan.ts";
import type { Action, Plan } from "../../../core/plan/plan.ts";
import type { PlanInput } from "../../../core/plan/plan-input.ts";
import { groupLuns } from "../../../core/topology/luns.ts";
import type { LiveMap } from "../../../core/topology/map.ts";
import type { PathFacts } from "../../../core/topology/path.ts";
import { sampleDecision } from "../sample-path.ts";

/** The plan for paths of sample LUNs; one decision, for the LUN of `lunHex`, where no other is given. */
export function planOf(
  paths: readonly PathFacts[],
  liveMaps: readonly LiveMap[] = [],
  more: Partial<PlanInput> = {},
): Plan {
  const { luns } = groupLuns(paths, { liveMaps, registry: [], wwidsFile: [], allowsLocalId: () => false });
  return makePlan({
    luns,
    decisions: [sampleDecision()],
    liveMaps,
    otherNames: [],
    presentDevts: paths.map(({ devt }) => devt),
    capabilities: {},
    requireClaim: true,
    exposePassive: [],
    patienceOver: [],
    ...more,
  });
}

/** `KIND NAME` of each action. */
export function kinds(plan: Plan): readonly string[] {
  return plan.actions.map(({ kind, name }) => `${kind} ${name}`);
}

export function only(plan: Plan): Action {
  expect(plan.actions).toHaveLength(1);
  return plan.actions[0] as Action;
}
