import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { dmUuidProblem } from "../topology/dm-name.ts";
import type { LiveMap, Lun, MapSpec } from "../topology/map.ts";
import { type LunDecision, specifyMap, tableOf } from "../topology/map-spec.ts";
import { canServe } from "../topology/serving.ts";
import { given } from "../values/given.ts";
import { compareMap, stepOf } from "./compare-map.ts";
import { eligiblePaths } from "./eligible-paths.ts";
import type { Waiting } from "./plan.ts";
import type { PlanInput } from "./plan-input.ts";
import { type KnownPaths, planUnpathed } from "./plan-unpathed.ts";
import type { Step } from "./step.ts";

/** What is to be done about one LUN. */
export interface LunPlan {
  /** Absent where nothing can be said but that it waits. */
  readonly step?: Step;
  readonly waiting: readonly Waiting[];
  readonly findings: readonly Diagnostic[];
}

/** Plans the map of one LUN that is to be multipathed; `known` knows the paths of all LUNs. */
export function planLun(
  lun: Lun,
  decision: LunDecision,
  live: LiveMap | undefined,
  known: KnownPaths,
  input: PlanInput,
): LunPlan {
  const { wwid } = lun;
  const eligible = eligiblePaths(lun, live, input.requireClaim, input.barred);
  const waiting: Waiting[] = [
    ...wait(wwid, "paths-pending", eligible.pending),
    ...wait(wwid, "not-claimed", eligible.unclaimed),
  ];
  const { findings } = eligible;
  if (eligible.paths.length === 0) {
    return live === undefined
      ? { waiting, findings }
      : {
          step: planUnpathed(live, wwid, known, input.presentDevts, decision.settings),
          waiting,
          findings,
        };
  }
  const specified = specifyMap({ ...lun, paths: eligible.paths }, decision, input.capabilities);
  const { spec } = specified;
  const all = [...findings, ...specified.findings, ...unfitUuid(spec)];
  const obstacle = obstacleOf(spec, all);
  if (obstacle !== undefined) {
    const step: Step = { kind: "reject", wwid, profile: spec.profile, reason: obstacle, ...given({ live }) };
    return { step: live === undefined ? { ...step, wantedName: spec.name } : step, waiting, findings: all };
  }
  if (live !== undefined) {
    const isSuspect = lun.paths.some(({ suspect }) => suspect !== undefined);
    const disputed = disputedPaths(lun);
    const comparison = compareMap(live, spec, {
      sizesAgree: sizesAgree(lun),
      isSuspect,
      mustLeave: (devt) => known.isOthers(devt) || disputed.has(devt),
      sizeWish: input.resizeWishes?.get(wwid),
    });
    return { step: stepOf(comparison, live, spec), waiting, findings: [...all, ...comparison.findings] };
  }
  const isAwaited = eligible.pending.length > 0 && !input.patienceOver.includes(wwid);
  if (isAwaited) return { waiting, findings: all };
  const isPassive = !eligible.paths.some(canServe);
  if (isPassive && !input.exposePassive.includes(wwid)) {
    const devs = eligible.paths.map(({ dev }) => dev);
    return { waiting: [...waiting, ...wait(wwid, "passive-only", devs)], findings: all };
  }
  const reason = isPassive
    ? `${eligible.paths.length} passive paths and no better one appeared`
    : `no map stands for its ${eligible.paths.length === 1 ? "path" : `${eligible.paths.length} paths`}`;
  const table = tableOf(spec);
  const step: Step = {
    kind: "create",
    wwid,
    wantedName: spec.name,
    spec,
    table,
    profile: spec.profile,
    reason,
  };
  return { step, waiting, findings: all };
}

function wait(wwid: string, reason: Waiting["reason"], devs: readonly string[]): readonly Waiting[] {
  return devs.length === 0 ? [] : [{ wwid, reason, devs }];
}

/** `major:minor` of paths that are refused for more than their size: they may lead to other data. */
function disputedPaths({ refused, refusedPaths }: Lun): ReadonlySet<string> {
  const devs = new Set(refused.flatMap(({ code, subject }) => (code === "path-size-differs" ? [] : subject)));
  return new Set(refusedPaths.flatMap(({ dev, devt }) => (devs.has(dev) ? devt : [])));
}

function sizesAgree({ paths, refused }: Lun): boolean {
  const isDisputed = refused.some(({ code }) => code === "path-size-differs");
  return !isDisputed && new Set(paths.map(({ sectors }) => sectors)).size === 1;
}

function unfitUuid({ uuid, wwid }: MapSpec): readonly Diagnostic[] {
  const problem = dmUuidProblem(uuid);
  return problem === undefined ? [] : [diagnose("wwid-unfit", wwid, `as the UUID of a map: ${problem}`)];
}

/** Why no map can be made at all. */
function obstacleOf({ sectors }: MapSpec, findings: readonly Diagnostic[]): string | undefined {
  if (sectors === 0) return "its paths have no size";
  return findings.find(({ severity }) => severity === "error")?.message;
}
