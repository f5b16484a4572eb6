import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { dmNameProblem, mangleDmName } from "../topology/dm-name.ts";
import { mapUuid } from "../topology/luns.ts";
import type { LiveMap } from "../topology/map.ts";
import { renderTable } from "../topology/table-line.ts";
import { given } from "../values/given.ts";
import type { Action } from "./plan.ts";
import type { Step } from "./step.ts";
import { isToBeReadOnly } from "./write-protection.ts";

export interface SettledNames {
  /** Renames come in an order in which each new name is free when its turn comes. */
  readonly actions: readonly Action[];
  readonly findings: readonly Diagnostic[];
}

/**
 * Gives every step its name. A name belongs to one device only: a map that stands keeps its own while the one it
 * should have is taken, a new one is then named by its WWID, and rejected if that is taken too. The WWID of a LUN is
 * nobody else's name. Names are compared as the kernel has them.
 */
export function settleNames(
  steps: readonly Step[],
  liveMaps: readonly LiveMap[],
  otherNames: readonly string[],
): SettledNames {
  const removed = new Set(steps.filter(({ kind }) => kind === "remove").map(({ live }) => live?.name));
  const standing = liveMaps.map(({ name }) => name).filter((name) => !removed.has(name));
  const taken = new Set([...otherNames, ...standing].map(kernelName));
  const findings: Diagnostic[] = [];
  const wwids = new Set(steps.flatMap(({ kind, wwid }) => (kind === "remove" ? [] : wwid)));
  const isOthers = ({ wwid, wantedName = wwid }: Step) => wantedName !== wwid && wwids.has(wantedName);
  const renames = settleRenames(steps, taken, isOthers, findings);
  const actions: Action[] = steps.map((step) => {
    if (step.live !== undefined) return actionOf(step, kernelName(step.live.name), renames.get(step));
    const name = freeName(step, isOthers(step), taken, findings);
    if (name !== undefined) {
      taken.add(name);
      return actionOf(step, name);
    }
    const { kind: _, table: __, ...rest } = step;
    const rejected: Step = {
      ...rest,
      kind: "reject",
      reason: "its name and its WWID are names of other devices",
    };
    return actionOf(rejected, mangleDmName(step.wwid));
  });
  const turn = new Map([...renames.values()].map((name, index) => [name, index]));
  actions.sort((a, b) => turnOf(a, turn) - turnOf(b, turn));
  return { actions, findings };
}

function turnOf({ from, name }: Action, turn: ReadonlyMap<string, number>): number {
  return from === undefined ? turn.size : (turn.get(name) ?? 0);
}

/** A live name may be mangled already; a backslash cannot be part of a name otherwise. */
function kernelName(name: string): string {
  return name.includes("\\") ? name : mangleDmName(name);
}

/** New names by step, in the order of their turns. */
function settleRenames(
  steps: readonly Step[],
  taken: Set<string>,
  isOthers: (step: Step) => boolean,
  findings: Diagnostic[],
): ReadonlyMap<Step, string> {
  const settled = new Map<Step, string>();
  let open: { step: Step; from: string; to: string }[] = [];
  for (const step of steps) {
    const { live, wantedName, kind } = step;
    if (live === undefined || wantedName === undefined || kind === "remove") continue;
    const problem = dmNameProblem(wantedName);
    const from = kernelName(live.name);
    if (problem !== undefined) findings.push(diagnose("name-unfit", wantedName, problem));
    else if (mangleDmName(wantedName) !== from) open.push({ step, from, to: mangleDmName(wantedName) });
  }
  const isFree = ({ step, to }: (typeof open)[0]) => !taken.has(to) && !isOthers(step);
  for (let next = open.find(isFree); next !== undefined; ) {
    const { step, from, to } = next;
    settled.set(step, to);
    taken.delete(from);
    taken.add(to);
    open = open.filter((rename) => rename.step !== step);
    next = open.find(isFree);
  }
  for (const { from, to } of open) findings.push(diagnose("name-taken", to, `map ${from} keeps its name`));
  return settled;
}

/** The name of a map that is to be made. */
function freeName(
  step: Step,
  isOthers: boolean,
  taken: ReadonlySet<string>,
  findings: Diagnostic[],
): string | undefined {
  const wanted = step.wantedName ?? step.wwid;
  const problem = dmNameProblem(wanted);
  if (problem !== undefined) findings.push(diagnose("name-unfit", wanted, problem));
  else if (!isOthers && !taken.has(mangleDmName(wanted))) return mangleDmName(wanted);
  else findings.push(diagnose("name-taken", wanted, `the map of ${step.wwid} gets another name`));
  const fallback = mangleDmName(step.wwid.replace(/[/\\]/g, "_"));
  return dmNameProblem(step.wwid.replace(/[/\\]/g, "_")) === undefined && !taken.has(fallback)
    ? fallback
    : undefined;
}

function actionOf(step: Step, current: string, renamed?: string): Action {
  const { kind, wwid, live, spec, table, group, deferral, profile, reason } = step;
  const isRenameOnly = renamed !== undefined && kind === "nothing";
  return {
    kind: isRenameOnly ? "rename" : kind,
    name: renamed ?? current,
    wwid,
    uuid: live?.uuid ?? mapUuid(wwid),
    ...given({
      from: renamed && current,
      table: table && renderTable(table),
      group,
      deferral,
      profile,
      spec,
    }),
    ...(table !== undefined && isReadOnly(step) ? { readOnly: true as const } : {}),
    ...(table !== undefined && live !== undefined && live.table === undefined ? { anew: true as const } : {}),
    reason: isRenameOnly ? "its alias has changed" : reason,
  };
}

function isReadOnly({ live, spec }: Step): boolean {
  return live === undefined ? spec?.readOnly === true : isToBeReadOnly(live, spec);
}
