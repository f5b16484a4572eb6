import type { Check } from "../diagnostic/check.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { LiveTopology } from "../topology/live-topology.ts";
import type { Judgement } from "./judge.ts";
import { type Left, leftLuns } from "./left-luns.ts";
import type { Machine } from "./machine.ts";
import type { Plan } from "./plan.ts";

/** How a machine is, in a few numbers, and what should be done next. */
export interface StatusSummary {
  readonly owner: Machine["owner"];
  readonly mode: Machine["mode"];
  readonly armed: boolean;
  readonly maps: number;
  readonly paths: number;
  readonly failedPaths: number;
  /** Maps of which no path works. */
  readonly mapsWithoutPath: readonly string[];
  /** Maps that lack a path or have a failed one. */
  readonly mapsDegraded: readonly string[];
  /** Disks of LUNs that a profile or the registry knows and that have no map. */
  readonly unmapped: number;
  readonly changes: number;
  readonly refused: readonly Diagnostic[];
  /** What is left to whoever uses it. */
  readonly left: readonly Left[];
  /** What `doctor` found wrong with the host's chain from an event to a map. */
  readonly wrong: readonly Check[];
  /** What to do next, most urgent first. */
  readonly next: readonly string[];
}

export interface StatusSource {
  readonly machine: Machine;
  readonly judgement: Judgement;
  readonly plan: Plan;
  readonly maps: readonly LiveTopology[];
  readonly wrong: readonly Check[];
}

/** Sums a machine up. */
export function summarizeStatus({ machine, judgement, plan, maps, wrong }: StatusSource): StatusSummary {
  const { owner, mode, armed } = machine;
  const { luns } = judgement;
  const states = maps.map(({ map, groups }) => {
    const paths = groups.flatMap((group) => group.paths);
    return { name: map.name, all: paths.length, failed: paths.filter(isFailed).length };
  });
  const mapped = new Set(maps.map(({ wwid }) => wwid));
  const summary = {
    owner,
    mode,
    armed,
    maps: maps.length,
    paths: states.reduce((sum, { all }) => sum + all, 0),
    failedPaths: states.reduce((sum, { failed }) => sum + failed, 0),
    mapsWithoutPath: states.filter(({ all, failed }) => failed === all).map(({ name }) => name),
    mapsDegraded: states.filter(({ all, failed }) => failed > 0 && failed < all).map(({ name }) => name),
    unmapped: luns
      .filter(({ decision, lun }) => decision !== undefined && !mapped.has(lun.wwid))
      .reduce((sum, { lun }) => sum + lun.paths.length, 0),
    changes: plan.actions.filter(({ kind }) => kind !== "nothing").length,
    // A LUN that is left is no refusal: it gets its map once it is free.
    refused: plan.refused.filter(({ code }) => owner !== "pathplug" || code !== "lun-in-use"),
    left: owner === "pathplug" ? leftLuns(machine, judgement) : [],
    wrong: owner === "pathplug" ? wrong : [],
  };
  return { ...summary, next: nextSteps(summary) };
}

function isFailed({ state, dev }: LiveTopology["groups"][number]["paths"][number]): boolean {
  return state === "failed" || dev === undefined;
}

function nextSteps(summary: Omit<StatusSummary, "next">): readonly string[] {
  const { owner, armed, unmapped, changes, refused, mapsDegraded, mapsWithoutPath, left, wrong } = summary;
  const steps: string[] = [];
  const worst = mapsWithoutPath[0] ?? mapsDegraded[0];
  if (worst !== undefined) steps.push(`look at the failed paths: pathplug topology ${worst}`);
  if (owner === "none" && unmapped > 0) {
    steps.push(`see what pathplug would take over: pathplug enable --dry-run`);
  }
  if (owner === "multipathd") steps.push("multipathd owns multipathing here: pathplug only looks");
  if (owner === "pathplug" && !armed) steps.push("see why pathplug stands back: pathplug doctor");
  if (owner === "pathplug") steps.push(...mends(wrong));
  if (owner === "pathplug" && changes > 0)
    steps.push(
      `see the ${changes === 1 ? "change that is" : `${changes} changes that are`} due: pathplug plan`,
    );
  const used = left[0]?.devs[0];
  if (used !== undefined) steps.push(`see who uses what has no map: pathplug explain ${used}`);
  const [first] = refused;
  if (first !== undefined) {
    steps.push(`see why a path is refused: pathplug explain ${first.subject}`);
  }
  return steps;
}

/** What mends what is wrong; that the host is not armed follows from the rest. */
function mends(wrong: readonly Check[]): readonly string[] {
  const hints = wrong.flatMap(({ code, hint }) => (code === "not-armed" || hint === undefined ? [] : [hint]));
  return [...new Set(hints)].map(
    (hint) => `${hint.charAt(0).toLowerCase()}${hint.slice(1).replace(/\.$/, "")}`,
  );
}
