import type { Action, ActionKind, Plan } from "../plan/plan.ts";
import { terminalText } from "./terminal-text.ts";
import type { TreeStyle } from "./topology-text.ts";

export interface PlanTextOptions {
  readonly style: TreeStyle;
  /** Whether maps that need nothing, and tables, are shown too. */
  readonly verbose: boolean;
  /** Table that each map has now, by UUID; given where the difference is to be shown. */
  readonly liveTables?: ReadonlyMap<string, string>;
}

const DISRUPTIVE: readonly ActionKind[] = ["remove", "reject"];

/** A plan for a person: one paragraph per action, then what waits and what is refused. */
export function renderPlan(plan: Plan, options: PlanTextOptions): string {
  const shown = plan.actions.filter(({ kind }) => options.verbose || kind !== "nothing");
  const { style } = options;
  return [
    ...shown.map((action) => renderAction(action, options)),
    ...plan.waiting.map(
      ({ wwid, reason, devs }) =>
        `${style.dim("wait")} ${terminalText(wwid)}: ${WAITING[reason]}: ${devs.map(terminalText).join(" ")}`,
    ),
    ...plan.refused.map(
      ({ subject, code, message }) =>
        `${style.bad("refuse")} ${terminalText(subject)}: ${code}: ${terminalText(message)}`,
    ),
  ].join("\n");
}

const WAITING = {
  "paths-pending": "udev has not processed all paths",
  "passive-only": "all paths are passive",
  "not-claimed": "udev's rules have not claimed the paths",
} as const;

function renderAction(action: Action, { style, verbose, liveTables }: PlanTextOptions): string {
  const { kind, name, wwid, uuid, table, from, profile, reason } = action;
  const colour = DISRUPTIVE.includes(kind) ? style.bad : kind === "nothing" ? style.dim : style.good;
  const id = wwid === name ? "" : ` (${terminalText(wwid)})`;
  const lines = [`${colour(kind)} ${style.strong(terminalText(name))}${id}: ${terminalText(reason)}`];
  if (from !== undefined) lines.push(`  name now: ${terminalText(from)}`);
  if (verbose && profile !== undefined) lines.push(`  profile: ${terminalText(profile)}`);
  const live = liveTables?.get(uuid);
  if (liveTables !== undefined && kind !== "nothing") {
    if (live !== undefined) lines.push(style.bad(`  - ${terminalText(live)}`));
    if (table !== undefined) lines.push(style.good(`  + ${terminalText(table)}`));
  } else if (verbose && table !== undefined) lines.push(`  ${terminalText(table)}`);
  return lines.join("\n");
}

/** Whether performing the plan would change anything. */
export function hasDifferences(plan: Plan): boolean {
  return plan.actions.some(({ kind }) => kind !== "nothing");
}
