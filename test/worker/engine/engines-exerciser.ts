import { parseHex } from "../../../core/bytes/hex.ts";
import { claimModes } from "../../../core/claim/mode.ts";
import { identify } from "../../../core/identify/identify.ts";
import { settingsDigest } from "../../../core/plan/digest.ts";
import { explainPath } from "../../../core/plan/explanation.ts";
import { noMarkers } from "../../../core/plan/markers.ts";
import { planMachine } from "../../../core/plan/plan-machine.ts";
import { planTakeover } from "../../../core/plan/takeover.ts";
import { topologyOf } from "../../../core/plan/topology-of.ts";
import type { CompiledProfiles } from "../../../core/profile/compiled.ts";
import type { GroupingPolicy } from "../../../core/profile/settings.ts";
import { explainJson } from "../../../core/render/explain-json.ts";
import { renderExplanation } from "../../../core/render/explain-text.ts";
import { renderHwdb } from "../../../core/render/hwdb.ts";
import { inspectPage } from "../../../core/render/inspect.ts";
import { type PageName, pageOfCode } from "../../../core/render/inspect-page.ts";
import { renderInspection } from "../../../core/render/inspect-text.ts";
import { renderJson } from "../../../core/render/json-text.ts";
import { listPaths } from "../../../core/render/listing.ts";
import { planJson } from "../../../core/render/plan-json.ts";
import { renderRegistryEntry } from "../../../core/render/registry.ts";
import { topologyJson } from "../../../core/render/topology-json.ts";
import { plainStyle, renderTopologyTree } from "../../../core/render/topology-text.ts";
import { parseStatusParams } from "../../../core/topology/dm-status.ts";
import { parseTableParams } from "../../../core/topology/dm-table.ts";
import { type GroupingKey, groupPaths } from "../../../core/topology/grouping-policy.ts";
import { renderTable } from "../../../core/topology/table-line.ts";
import { readMachine } from "../../../host/machine.ts";
import { readCompiledProfiles } from "../../../host/profiles/compiled-profiles.ts";
import { sysrootSystem } from "../../../host/recording/sysroot-system.ts";
import { newEntry } from "../../../host/registry/registry.ts";
import { readText } from "../../../host/system/text.ts";
import { thisEngine } from "../../../worker/shim/engine.ts";
import * as valid from "../../core/decode/valid-pages.ts";

/**
 * Prints, a line each, what the pure part of pathplug makes of a folder of inputs: `rows/*.jsonl`, `machines/NAME/` and
 * `profiles.json`; and of seeded mutations of valid pages. Two engines must print the same bytes.
 */
const engine = thisEngine();
const { system } = engine;
const [folder = ".", mutations = "0"] = engine.argv;

function say(what: string, value: unknown): void {
  engine.writeOut(`${what}\t${renderJson(value ?? null)}\n`);
}

function rowsOf<Row>(name: string): readonly Row[] {
  const lines = (readText(system, `${folder}/rows/${name}.jsonl`) ?? "").split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as Row);
}

function sayPage(what: string, page: PageName, bytes: Uint8Array): void {
  say(what, inspectPage(page, bytes));
  say(what, renderInspection(page, bytes));
}

function exerciseRows(): void {
  for (const { test, page, hex } of rowsOf<{ test: string; page: string; hex: string }>("vpd")) {
    const parsed = parseHex(hex);
    const bytes = parsed.kind === "bytes" ? parsed.bytes : new Uint8Array(0);
    sayPage(test, pageOfCode(Number.parseInt(page, 16)) ?? "83", bytes);
    say(test, identify(page === "80" ? { vpd80: bytes } : { vpd83: bytes }, "TLVS"));
  }
  for (const row of rowsOf<GroupingRow>("pgpolicy")) {
    const keys = row.paths.map((path) => ({
      ...path,
      marginal: path.marginal === 1,
      usable: path.state === 3 || path.state === 5,
    }));
    const groups = groupPaths(row.policy, keys, row.marginal_pathgroups);
    say(
      row.test,
      groups.map(({ marginal, paths }) => [marginal, ...paths.map(({ dev }) => dev)]),
    );
  }
  for (const { params, status } of rowsOf<{ params: string; status: string | null }>("dmtable_parse")) {
    const table = parseTableParams(params, 100);
    say(params, table);
    if (table.kind === "parsed") say(params, renderTable(table.value));
    if (status !== null) say(status, parseStatusParams(status));
  }
}

interface GroupingRow {
  readonly test: string;
  readonly policy: GroupingPolicy;
  readonly marginal_pathgroups: boolean;
  readonly paths: readonly (Omit<GroupingKey, "marginal" | "usable"> & {
    readonly dev: string;
    readonly marginal: number;
    readonly state: number;
  })[];
}

async function exerciseMachine(name: string, profiles: CompiledProfiles): Promise<void> {
  const sg3Rules = name.length % 2 === 0;
  const machine = await readMachine(sysrootSystem(system, `${folder}/machines/${name}`));
  const made = planMachine(machine, profiles);
  const { judgement, plan } = made;
  say(`${name} generation`, plan.generation);
  say(`${name} plan`, planJson(plan));
  const maps = topologyOf(machine, judgement);
  say(`${name} topology`, topologyJson(maps));
  say(`${name} tree`, renderTopologyTree(maps));
  say(`${name} paths`, listPaths(machine, judgement, profiles));
  for (const mode of claimModes) {
    say(`${name} takeover`, planTakeover(machine, profiles, mode));
  }
  for (const { lun, reason, match, effective } of judgement.luns) {
    const [first] = lun.paths;
    say(`${name} verdict`, [lun.wwid, reason]);
    const entry = {
      ...newEntry(lun.wwid),
      ...(first?.serial === undefined ? {} : { serial: first.serial }),
      ...(match.profile === undefined ? {} : { profile: match.profile }),
      sectors: first?.sectors ?? 0,
      paths: lun.paths.length,
      settings: settingsDigest(effective.settings),
      ids: lun.paths.flatMap(({ identity }) => identity.candidates),
    };
    say(`${name} registry`, renderRegistryEntry(entry));
  }
  for (const { dev, pages } of machine.paths) {
    const explanation = explainPath(machine, profiles, made, noMarkers, dev);
    if (explanation === undefined) continue;
    say(`${name} ${dev}`, explainJson(explanation, sg3Rules));
    say(`${name} ${dev}`, renderExplanation(explanation, { style: plainStyle, sg3Rules }));
    for (const [page, bytes] of Object.entries(pages)) sayPage(`${name} ${dev}`, page as PageName, bytes);
  }
}

/** Numbers below `limit`, the same in every run and engine (xorshift, 32 bits). */
function numbersFrom(seed: number): (limit: number) => number {
  let state = seed | 0;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

/** Flipped bytes, wrong lengths, truncations: up to four changes to a valid page. */
function mutated(page: Uint8Array, next: (limit: number) => number): Uint8Array {
  const changed = Uint8Array.from(page);
  for (let changes = 1 + next(4); changes > 0; changes -= 1) {
    // The heads of pages and descriptors are where lengths are.
    const at = next(next(2) === 0 ? Math.min(64, changed.length) : changed.length);
    changed[at] = next(256);
  }
  return next(3) === 0 ? changed.slice(0, next(changed.length + 1)) : changed;
}

function exerciseMutations(count: number): void {
  const next = numbersFrom(20_250_401);
  for (let run = 0; run < count; run += 1) {
    for (const [page, bytes] of valid.wholePages) {
      const odd = mutated(bytes, next);
      sayPage(`mutation ${run} of ${page}`, page, odd);
      if (page === "83")
        say(`mutation ${run}`, identify({ inquiry: valid.inquiry, vpd80: odd, vpd83: odd }, "TLVS"));
    }
  }
}

async function exercise(): Promise<void> {
  const profiles = readCompiledProfiles(system, [`${folder}/profiles.json`]);
  if (profiles === undefined) throw new Error("no profiles");
  say("hwdb", renderHwdb(profiles));
  exerciseRows();
  for (const name of [...(system.list(`${folder}/machines`) ?? [])].sort())
    await exerciseMachine(name, profiles);
  exerciseMutations(Number(mutations));
}

exercise().then(
  () => engine.exit(0),
  (reason: unknown) => {
    engine.writeError(`${(reason as Error).message}\n${(reason as Error).stack}\n`);
    engine.exit(70);
  },
);
