import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { buildSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bundle, parseBundle } from "../../../host/recording/bundle.ts";
import { ownRows } from "../../core/identify/vpd-rows.ts";
import { sharedRows } from "../../core/shared-rows.ts";
import { writeBundleTree } from "../../machines/bundle-tree.ts";
import { compileShipped } from "../../vendor-profiles/shipped.ts";

const scratch = mkdtempSync(join(tmpdir(), "pathplug-engines-"));
const inputs = join(scratch, "inputs");
const exerciser = join(scratch, "exerciser.js");
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Changed pages per kind of page. */
const MUTATIONS = 300;

const path = { prio: 1, marginal: 0, tpg: 0, node: "", serial: "", state: 3 };
const rows = {
  vpd: sharedRows("vpd.jsonl", ownRows),
  pgpolicy: sharedRows("pgpolicy.jsonl", [
    {
      test: "higher priority first",
      policy: "group_by_prio",
      marginal_pathgroups: false,
      paths: [
        { ...path, dev: "a", prio: 1 },
        { ...path, dev: "b", prio: 5 },
      ],
    },
  ]),
  dmtable_parse: sharedRows("dmtable_parse.jsonl", [
    {
      params: "1 queue_if_no_path 0 1 1 service-time 0 1 1 8:16 1",
      status: "2 0 0 0 1 1 A 0 1 2 8:16 A 0 0 1",
    },
    { params: "0 0 2 1 service-time 0 1 1 8:16", status: null },
  ]),
};

/** The constructed machines, and the guest of the demonstration as it was recorded. */
const recordings = ["../../machines/", "../../../rig/demonstration/"]
  .map((folder) => new URL(folder, import.meta.url).pathname)
  .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  .filter((file) => file.endsWith(".ppb"));
const nameOf = (file: string): string => basename(file, ".ppb");

function bundleOf(file: string): Bundle {
  const bundle = parseBundle(gunzipSync(readFileSync(file)).toString());
  if (typeof bundle === "string") throw new Error(bundle);
  return bundle;
}

beforeAll(async () => {
  mkdirSync(join(inputs, "rows"), { recursive: true });
  for (const [name, { rows: own }] of Object.entries(rows)) {
    writeFileSync(
      join(inputs, "rows", `${name}.jsonl`),
      own.map((row) => `${JSON.stringify(row)}\n`).join(""),
    );
  }
  for (const file of recordings) {
    writeBundleTree(bundleOf(file), join(inputs, "machines", nameOf(file)));
  }
  writeFileSync(join(inputs, "profiles.json"), JSON.stringify((await compileShipped()).compiled));
  buildSync({
    entryPoints: ["test/worker/engine/engines-exerciser.ts"],
    bundle: true,
    format: "iife",
    platform: "neutral",
    target: "es2023",
    outfile: exerciser,
  });
});

function linesOf(argv: readonly string[]): readonly string[] {
  const [program = "", ...rest] = argv;
  const limits = { maxBuffer: 1 << 29, timeout: 120_000 };
  const out = execFileSync(program, [...rest, exerciser, inputs, String(MUTATIONS)], limits);
  return out.toString("latin1").split("\n");
}

describe(`Node and QuickJS, from ${rows.vpd.source}, ${recordings.length} recordings and ${MUTATIONS} changes to each page`, () => {
  let onNode: readonly string[] = [];
  let onQuickJs: readonly string[] = [];

  beforeAll(() => {
    onNode = linesOf([process.execPath]);
    onQuickJs = linesOf(["rig/engine-qjs", "--std"]);
  }, 240_000);

  it("print the same bytes", () => {
    const at = onNode.findIndex((line, index) => line !== onQuickJs[index]);
    expect(onQuickJs[at]).toBe(onNode[at]);
    expect(onQuickJs.length).toBe(onNode.length);
  });

  it.each([
    ["the hwdb", /^hwdb\t"# Vendor profiles/],
    ["an identity of a row", /^.*\t\{.*"wwid":"3/],
    ["a plan that creates", /^[a-z-]+ plan\t.*"kind":"create"/],
    ["a plan that refuses", /^[a-z-]+ plan\t.*"refused":\[\{/],
    ["a topology", /^[a-z-]+ topology\t.*"pathGroups":\[\{/],
    ["a registry file", /^[a-z-]+ registry\t"PATHPLUG_FORMAT/],
    ["a verdict", /^[a-z-]+ verdict\t\["/],
    ["an explanation", /^[a-z-]+ sda\t\{"schema":"pathplug.explain/],
    ["a finding of a changed page", /^mutation \d+ of 83\t.*"findings":\[\{/],
  ])("have printed %s", (_, pattern) => {
    expect(onNode.some((line) => pattern.test(line))).toBe(true);
  });

  it("have read every row and recording", () => {
    const expected = rows.vpd.rows.length + rows.pgpolicy.rows.length + rows.dmtable_parse.rows.length;
    expect(onNode.filter((line) => !/^(mutation|hwdb)/.test(line)).length).toBeGreaterThan(expected);
    for (const file of recordings) {
      expect(onNode.some((line) => line.startsWith(`${nameOf(file)} plan\t`))).toBe(true);
    }
  });
});
