import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { allPaths, mapWwid } from "../topology/luns.ts";
import type { LiveMap, Lun } from "../topology/map.ts";
import type { LunDecision } from "../topology/map-spec.ts";
import { naturalOrder } from "../topology/natural-order.ts";
import { devtsOf, hasAwaitedPaths } from "./eligible-paths.ts";
import { planGeneration } from "./generation.ts";
import type { Action, Plan } from "./plan.ts";
import type { PlanInput } from "./plan-input.ts";
import { type LunPlan, planLun } from "./plan-lun.ts";
import { type KnownPaths, planUnpathed } from "./plan-unpathed.ts";
import { settleNames } from "./settle-names.ts";

/**
 * Compares what should stand with what stands. Pure: the same input gives the same plan, byte for byte. There is at
 * most one action for a WWID; a path is in one map at most when all are done; maps that give paths up come before
 * those that take them.
 */
export function makePlan(input: PlanInput): Plan {
  const decisions = new Map(input.decisions.map((decision) => [decision.wwid, decision]));
  const live = new Map(input.liveMaps.map((map) => [mapWwid(map), map]));
  const luns = new Map(input.luns.map((lun) => [lun.wwid, lun]));
  const owners = new Map(
    input.luns.flatMap((lun) => allPaths(lun).map(({ devt }) => [devt, lun.wwid] as const)),
  );
  const suspects = new Set(
    input.luns
      .flatMap(allPaths)
      .filter(({ suspect }) => suspect !== undefined)
      .map(({ devt }) => devt),
  );
  const sizes = new Map(
    input.luns.flatMap((lun) => allPaths(lun).map(({ devt, sectors }) => [devt, sectors] as const)),
  );
  const isAwaited = (lun: Lun | undefined): boolean =>
    lun !== undefined &&
    (input.unready?.has(lun.wwid) === true || hasAwaitedPaths(lun, input.requireClaim, input.barred));
  const strange = new Set(input.strange);
  const isForeign = (devt: string, wwid: string): boolean => {
    const owner = owners.get(devt);
    return owner !== undefined && owner !== wwid && !strange.has(wwid);
  };
  const wwids = [...new Set([...luns.keys(), ...live.keys()])].sort(naturalOrder);
  const plans = wwids.map((wwid) =>
    planWwid(
      wwid,
      luns.get(wwid),
      decisions.get(wwid),
      live.get(wwid),
      {
        isOthers: (devt) => isForeign(devt, wwid),
        isSuspect: (devt) => suspects.has(devt),
        sectorsOf: (devt) => sizes.get(devt),
        hasAwaited: isAwaited(luns.get(wwid)),
      },
      input,
    ),
  );
  const steps = plans.flatMap(({ step }) => step ?? []);
  const { actions, findings } = settleNames(steps, input.liveMaps, input.otherNames);
  const strayedOf = ({ wwid }: Action): readonly string[] =>
    [...devtsOf(live.get(wwid))].filter((devt) => isForeign(devt, wwid));
  return {
    generation: planGeneration(input),
    actions: inOrder(
      actions.map((action) => {
        const strayed = strayedOf(action);
        return strayed.length === 0 ? action : { ...action, strayed };
      }),
    ),
    waiting: plans.flatMap(({ waiting }) => waiting),
    refused: refusalsOf(input.luns, decisions, live),
    findings: [...plans.flatMap((plan) => plan.findings), ...findings],
  };
}

function planWwid(
  wwid: string,
  lun: Lun | undefined,
  decision: LunDecision | undefined,
  live: LiveMap | undefined,
  known: KnownPaths,
  input: PlanInput,
): LunPlan {
  if (lun !== undefined && decision !== undefined) return planLun(lun, decision, live, known, input);
  if (live === undefined) return { waiting: [], findings: [] };
  const settings = decision?.settings ?? input.remembered?.get(wwid);
  const step = planUnpathed(live, wwid, known, input.presentDevts, settings);
  return { step, waiting: [], findings: [] };
}

/** Refusals matter where a map stands or is to be made; elsewhere `explain` tells them. */
function refusalsOf(
  luns: readonly Lun[],
  decisions: ReadonlyMap<string, LunDecision>,
  live: ReadonlyMap<string, LiveMap>,
): readonly Diagnostic[] {
  return luns
    .filter(({ wwid }) => decisions.has(wwid) || live.has(wwid))
    .sort((a, b) => naturalOrder(a.wwid, b.wwid))
    .flatMap(({ refused }) => refused);
}

/** Removes first, then renames in their turns, then maps that give up paths, changes, creates, and what is not done. */
function inOrder(actions: readonly Action[]): readonly Action[] {
  const phase = ({ kind, from, strayed }: Action) => {
    if (kind === "remove") return 0;
    if (from !== undefined) return 1;
    if (kind === "reload" || kind === "resize") return strayed === undefined ? 3 : 2;
    return { "switch-group": 4, create: 5, reject: 6, nothing: 7, rename: 1 }[kind];
  };
  return [...actions].sort((a, b) => phase(a) - phase(b));
}
