import { diagnose } from "../../core/diagnostic/codes.ts";
import type { Decision, DecisionKind } from "../../core/diagnostic/decisions.ts";
import type { Diagnostic } from "../../core/diagnostic/diagnostic.ts";
import { settingsDigest } from "../../core/plan/digest.ts";
import { devtsOf } from "../../core/plan/eligible-paths.ts";
import type { Judgement } from "../../core/plan/judge.ts";
import type { Machine } from "../../core/plan/machine.ts";
import type { Action, Plan } from "../../core/plan/plan.ts";
import { renderMarginalPolicy } from "../../core/recheck/marginal.ts";
import type { RegistryEntry } from "../../core/registry/entry.ts";
import { expectPaths, noteMorePaths } from "../../core/registry/expected-paths.ts";
import { rememberLastPath, withoutSettings } from "../../core/registry/last-path.ts";
import { unmangleDmName } from "../../core/topology/dm-name.ts";
import { parseTable } from "../../core/topology/dm-table.ts";
import { mapWwid } from "../../core/topology/luns.ts";
import { tableOf } from "../../core/topology/map-spec.ts";
import { sameTable } from "../../core/topology/same-table.ts";
import { canServe } from "../../core/topology/serving.ts";
import { renderTable } from "../../core/topology/table-line.ts";
import { given } from "../../core/values/given.ts";
import {
  hasHung,
  type Outcome,
  performChange,
  performCreates,
} from "../../host/device-mapper/perform-action.ts";
import { dropPartitions } from "../../host/devices/path-partitions.ts";
import { type StaleCheck, staleCheck } from "../../host/devices/planned-paths.ts";
import { newEntry } from "../../host/registry/registry.ts";
import { forgetRemoved, noteMade } from "../../host/run/removed-maps.ts";
import { writeMapFile } from "../../host/run/run-directory.ts";
import { doForAll } from "../../host/system/at-once.ts";
import { diagnosticLine } from "../engine/journal.ts";
import { askForFailback } from "./ask-recheck.ts";
import { doubtStrayed } from "./doubt-strayed.ts";
import { freeEnds, guardEnds } from "./guard-ends.ts";
import { keepFailed } from "./keep-failed.ts";
import { diskseqsOfLun } from "./leave-removed.ts";
import { remember } from "./remember.ts";
import type { Run } from "./run.ts";
import { whatMakesRoom } from "./what-makes-room.ts";

/**
 * How often an action is tried in one run: a path may be open elsewhere for a moment, or change while it is read. One
 * that hangs is tried once.
 */
export const TRIES = 3;

/** How many maps that are there are changed at the same time: one that hangs must not have the others wait for its time-out. */
const CHANGES_AT_ONCE = 16;

/**
 * Does what a plan says: first what has to make room, then all creates together, then the other changes.
 * Each outcome is one line. Returns the WWIDs of maps that are to be tried again; what has failed is in `run.failures`.
 */
export async function performPlan(
  run: Run,
  machine: Machine,
  judgement: Judgement,
  plan: Plan,
): Promise<ReadonlySet<string>> {
  sayRefusals(run, plan);
  guardEnds(run, plan);
  await doubtStrayed(run, machine, plan);
  const creates = plan.actions.filter(({ kind }) => kind === "create");
  const changes = plan.actions.filter(
    ({ kind }) => kind !== "create" && kind !== "nothing" && kind !== "reject",
  );
  // What goes here has lost its disks, or will have others: that is no removal by hand.
  for (const { kind, wwid } of changes) if (kind === "remove") forgetRemoved(run.system, wwid);
  const first = whatMakesRoom(changes, plan.actions, machine);
  for (const { uuid } of creates) writeMapFile(run.system, uuid);
  const outcomes: Outcome[] = [];
  const isStale = staleCheck(run.system, machine.paths);
  const staleOf: StaleCheck = (action) => isStale(action) ?? stillHeld(action, outcomes, machine);
  const whenLive = (action: Action) => keepFailed(run, machine, action);
  const performing = { staleOf, whenLive, cookies: run.cookies };
  const change = async (action: Action): Promise<void> => {
    outcomes.push(await performChange(run.system, action, outcomes, performing));
  };
  for (const action of first) await change(action);
  outcomes.push(...(await performCreates(run.system, creates, performing)));
  const others = changes.filter((action) => !first.includes(action));
  await doForAll(others, CHANGES_AT_ONCE, change);
  const again = countFailures(run, machine, judgement, outcomes);
  for (const outcome of outcomes) sayOutcome(run, outcome, again.has(outcome.action.wwid));
  const done = outcomes.flatMap(({ kind, action }) => (kind === "changed" ? [action] : []));
  const still = plan.actions.filter(({ kind }) => kind === "nothing");
  const standing = [...done, ...still];
  freeEnds(run, plan, standing, machine.liveMaps);
  for (const action of standing) {
    rememberMap(run, machine, judgement, action);
    // By what the registry says now.
    askForFailback(run.system, machine, action);
  }
  await dropPartitions(run.system, standing.flatMap(pathsOf));
  return again;
}

function pathsOf({ spec }: Action): readonly string[] {
  return spec?.groups.flatMap(({ paths }) => paths.map(({ dev }) => dev)) ?? [];
}

/** Two maps over one path are two ways to write to it: what a map could not give up no other one gets. */
function stillHeld(
  { spec, uuid }: Action,
  outcomes: readonly Outcome[],
  { liveMaps }: Machine,
): string | undefined {
  const wanted = new Set(spec?.groups.flatMap(({ paths }) => paths.map(({ devt }) => devt)));
  const holder = outcomes.find(({ kind, action }) => {
    if (kind === "changed" || action.uuid === uuid) return false;
    return [...devtsOf(liveMaps.find((map) => map.uuid === action.uuid))].some((devt) => wanted.has(devt));
  });
  return holder === undefined ? undefined : `map ${holder.action.name} still holds paths of it`;
}

function countFailures(
  { failures }: Run,
  machine: Machine,
  judgement: Judgement,
  outcomes: readonly Outcome[],
): ReadonlySet<string> {
  const again = new Set<string>();
  for (const outcome of outcomes) {
    const { wwid } = outcome.action;
    if (outcome.kind === "changed") failures.delete(wwid);
    else {
      const count = (failures.get(wwid)?.count ?? 0) + 1;
      failures.set(wwid, { count, devs: disksOf(machine, judgement, wwid) });
      if (count < TRIES && !hasHung(outcome)) again.add(wwid);
    }
  }
  return again;
}

/**
 * The disks by which a LUN is found again. Of a map that has no LUN any more, those that its table names lead to it; one
 * whose disks are gone is found whatever is looked at, so its own name stands for it.
 */
function disksOf(machine: Machine, { luns }: Judgement, wwid: string): readonly string[] {
  const map = machine.liveMaps.find((one) => mapWwid(one) === wwid);
  const held = devtsOf(map);
  const own =
    luns.find(({ lun }) => lun.wwid === wwid)?.lun.paths ??
    machine.paths.filter(({ devt }) => held.has(devt));
  return own.length > 0 ? own.map(({ dev }) => dev) : [map?.dm ?? NO_DISK];
}

/** Leads to maps that have lost a path, and to no disk. */
const NO_DISK = "none";

/** Why paths are in no map, and maps have not the names or the size they should have. */
function sayRefusals(run: Run, { refused, findings }: Plan): void {
  for (const one of refused) {
    if (one.code !== "lun-in-use") sayOnce(run, one, { kind: "refused", devs: [one.subject] });
  }
  for (const one of findings) {
    const isAboutName = one.code === "binding-conflict" || one.code.startsWith("name-");
    if (isAboutName) sayOnce(run, one, { kind: "not-named" });
  }
}

/** Says a diagnostic once per run. */
function sayOnce({ said, journal }: Run, diagnostic: Diagnostic, decision: Decision): void {
  const line = diagnosticLine(diagnostic);
  if (!said.has(line)) journal(diagnostic.severity, line, { ...decision, code: diagnostic.code });
  said.add(line);
}

const DONE: Readonly<Partial<Record<Action["kind"], readonly [string, DecisionKind]>>> = {
  create: ["created", "created"],
  reload: ["reloaded", "reloaded"],
  resize: ["resized", "resized"],
  rename: ["renamed", "renamed"],
  remove: ["removed", "removed"],
  "switch-group": ["switched the group of", "group-switched"],
};

function sayOutcome(run: Run, outcome: Outcome, isTriedAgain: boolean): void {
  const { kind, name, wwid, spec, reason } = outcome.action;
  const groups = (spec?.groups ?? []).map(({ paths }) => paths.map(({ dev }) => dev));
  const about = { wwid, map: name, devs: groups.flat() };
  if (outcome.kind === "failed") {
    const code = hasHung(outcome) ? "lun-hangs" : "table-refused";
    const refused = diagnose(code, name, `${outcome.reason}; it is tried again by itself.`);
    if (isTriedAgain)
      run.journal("note", `${name} is tried again: ${outcome.reason}`, { kind: "tried-again", ...about });
    else sayOnce(run, refused, { kind: "failed", ...about });
    return;
  }
  if (outcome.kept !== undefined) {
    sayOnce(run, diagnose("name-bound", name, outcome.kept), { kind: "not-named", ...about });
    if (kind === "rename") return;
  }
  const devs = groups.map((group) => group.join(" ")).join(" | ");
  const [done, decided] = DONE[kind] ?? [kind, "failed"];
  const isPassive = kind === "create" && spec?.groups.every(({ paths }) => !paths.some(canServe)) === true;
  run.journal("note", `${done} ${name}${devs === "" ? "" : ` (${devs})`}: ${reason}`, {
    kind: isPassive ? "exposed-passive" : decided,
    ...about,
  });
}

/**
 * Remembers a LUN with its map while every path is there; a registry that says so already is not written again. One that
 * a killed run did not get to is brought up to what stands.
 */
function rememberMap(run: Run, machine: Machine, judgement: Judgement, action: Action): void {
  const { wwid, spec } = action;
  const judged = judgement.luns.find(({ lun }) => lun.wwid === wwid);
  const [first] = judged?.lun.paths ?? [];
  if (judged?.decision === undefined || first === undefined || spec === undefined) return;
  const before = judged.entry ?? newEntry(wwid);
  const found = judged.lun.paths.length;
  const marginal = renderMarginalPolicy(spec.settings);
  const kept = withoutSettings(
    action.kind === "create" ? expectPaths(before, found) : noteMorePaths(before, found),
  );
  // What it is called counts, whoever has called it so: it comes back by that name.
  const name = unmangleDmName(action.name);
  const table = action.table ?? (isStanding(before, machine) ? before.table : renderTable(tableOf(spec)));
  remember(run, judged, {
    ...kept,
    wwid,
    ...(name === wwid ? {} : { alias: name }),
    sectors: spec.sectors,
    profile: spec.profile,
    settings: settingsDigest(spec.settings),
    noPathRetry: String(spec.settings.no_path_retry),
    failback: String(spec.settings.failback),
    ...given({ marginal, serial: first.serial, table }),
    ...rememberLastPath(spec.settings),
  });
  run.listed.add(wwid);
  noteMade(run.system, wwid, diskseqsOfLun(machine, judged.lun));
}

/** Whether the table that is remembered means what the live one does. */
function isStanding({ wwid, table }: RegistryEntry, { liveMaps }: Machine): boolean {
  const live = liveMaps.find((map) => mapWwid(map) === wwid)?.table;
  const remembered = table === undefined ? undefined : parseTable(table);
  return live !== undefined && remembered?.kind === "parsed" && sameTable(remembered.value, live);
}
