import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { CompiledProfiles } from "../profile/compiled.ts";
import { type LastPathSettings, lastPathSettings } from "../registry/last-path.ts";
import { mapWwid } from "../topology/luns.ts";
import { given } from "../values/given.ts";
import { type Judgement, judgeMachine, type LunJudgement } from "./judge.ts";
import type { Machine } from "./machine.ts";
import { makePlan } from "./make-plan.ts";
import type { Plan } from "./plan.ts";

/** How patient a plan is; a plan that only tells what would be done takes the defaults. */
export interface PlanOptions {
  /** Whether only paths that udev's rules have claimed may enter a map. */
  readonly requireClaim?: boolean;
  /** Which judged LUNs may be planned now; all when absent. A LUN left out keeps its map, but for paths that are gone. */
  readonly isReady?: (lun: LunJudgement) => boolean;
  /** WWIDs whose map may be made of passive paths only. */
  readonly exposePassive?: readonly string[];
  /** WWIDs whose pending paths are no longer waited for. */
  readonly patienceOver?: readonly string[];
  /** Kernel names of paths that may not enter a map yet. */
  readonly barred?: ReadonlySet<string>;
}

export interface MachinePlan {
  readonly judgement: Judgement;
  readonly plan: Plan;
}

/** From bytes to actions in one pure step: the worker, `plan`, `apply` and `explain` all look at this. */
export function planMachine(
  machine: Machine,
  profiles: CompiledProfiles,
  options: PlanOptions = {},
): MachinePlan {
  const judgement = judgeMachine(machine, profiles);
  return { judgement, plan: planJudged(machine, judgement, options) };
}

/** The plan for LUNs that have been judged already. */
export function planJudged(machine: Machine, judgement: Judgement, options: PlanOptions = {}): Plan {
  const { isReady = () => true } = options;
  const wanted = judgement.luns.filter(({ decision }) => decision !== undefined);
  const plan = makePlan({
    luns: judgement.luns.map(({ lun }) => lun),
    decisions: wanted.flatMap((judged) => (isReady(judged) ? (judged.decision ?? []) : [])),
    unready: new Set(wanted.flatMap((judged) => (isReady(judged) ? [] : judged.lun.wwid))),
    liveMaps: machine.liveMaps,
    otherNames: machine.otherNames,
    presentDevts: machine.presentDevts,
    capabilities: machine.capabilities,
    requireClaim: options.requireClaim ?? false,
    exposePassive: options.exposePassive ?? [],
    patienceOver: options.patienceOver ?? [],
    remembered: rememberedSettings(machine),
    strange: judgement.strange.map(mapWwid),
    ...given({ resizeWishes: machine.resizeWishes, barred: options.barred }),
  });
  const naming = judgement.findings.filter(
    ({ code }) => code === "binding-conflict" || code === "name-taken",
  );
  return {
    ...plan,
    refused: distinct([...plan.refused, ...judgement.refused]),
    findings: [...plan.findings, ...naming],
  };
}

/** Only of LUNs that have a map: nothing is to be done for the others. */
function rememberedSettings({ registry, liveMaps }: Machine): ReadonlyMap<string, LastPathSettings> {
  const mapped = new Set(liveMaps.map(mapWwid));
  const entries = [...registry.values()].filter(({ wwid }) => mapped.has(wwid));
  return new Map(entries.map((entry) => [entry.wwid, lastPathSettings(entry)]));
}

function distinct(refused: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Map(refused.map((one) => [`${one.subject} ${one.code}`, one]));
  return [...seen.values()];
}
