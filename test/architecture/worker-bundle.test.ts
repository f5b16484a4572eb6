import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInNewContext } from "node:vm";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeCodes } from "../../core/diagnostic/codes/decode.ts";
import { hostCodes } from "../../core/diagnostic/codes/host.ts";
import { type DecisionKind, messageIds } from "../../core/diagnostic/decisions.ts";
import { explanations } from "../../core/diagnostic/explanations.ts";

const root = new URL("../../", import.meta.url).pathname;
const inner: readonly string[] = JSON.parse(readFileSync(`${root}packaging/inner-names.json`, "utf8"));
const folder = mkdtempSync(join(tmpdir(), "pathplug-worker-"));
let bundle = "";

beforeAll(() => {
  execFileSync(process.execPath, ["packaging/bundle.mjs", "--out", folder, "worker"], {
    cwd: root,
    stdio: "pipe",
  });
  bundle = readFileSync(join(folder, "worker.js"), "utf8");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the worker's bundle", () => {
  it("has at most 150 kB", () => {
    expect(Buffer.byteLength(bundle)).toBeLessThanOrEqual(150_000);
  });

  it.each([
    ["require", /\brequire\(/],
    ["import statements", /^\s*import\s*[{*"'\w]/m],
    ["dynamic import", /\bimport\(/],
    ["import.meta", /\bimport\.meta\b/],
    ["export statements", /^\s*export\s*[{*]/m],
  ])("is one plain script without %s", (_, pattern) => {
    expect(bundle).not.toMatch(pattern);
  });

  it("asks for Node's modules by process.getBuiltinModule alone", () => {
    const named = [...bundle.matchAll(/.{0,40}["'`]node:\w+/g)].map(([text]) => text);
    expect(named.filter((text) => !text.includes("getBuiltinModule("))).toEqual([]);
  });

  it.each(["execa", "ajv", "handlebars", "oclif", "jsonc-parser"])("holds nothing of %s", (name) => {
    expect(bundle.toLowerCase()).not.toContain(name);
  });

  it("leaves out what codes stand for: nothing of the hot path tells it", () => {
    const told = Object.entries(explanations).filter(([, { explanation }]) => bundle.includes(explanation));
    expect(told.map(([code]) => code)).toEqual([]);
  });

  it("says no finding whose hint it goes without", () => {
    const ofWorker = (folder: string) =>
      readdirSync(`${root}worker/${folder}`).flatMap((name) =>
        name.endsWith(".ts") ? [`worker/${folder}${name}`] : [],
      );
    const said = [
      ...ofWorker(""),
      ...ofWorker("assemble/"),
      ...ofWorker("engine/"),
      "core/topology/siblings.ts",
      "core/topology/luns.ts",
    ].map((file) => readFileSync(`${root}${file}`, "utf8"));
    const unsaid: readonly string[] = JSON.parse(readFileSync(`${root}packaging/unsaid-codes.json`, "utf8"));
    const lean = [...unsaid, ...Object.keys(decodeCodes)];
    // Those of the host it does not even have.
    const ofHost = unsaid.filter((code) => code in hostCodes);
    expect(ofHost.filter((code) => bundle.includes(`"${code}"`))).toEqual([]);
    expect(lean.filter((code) => said.some((text) => text.includes(`"${code}"`)))).toEqual([]);
  });

  it("takes no decision whose id it goes without", () => {
    const others: readonly string[] = JSON.parse(
      readFileSync(`${root}packaging/others-decisions.json`, "utf8"),
    );
    expect(others.filter((kind) => !(kind in messageIds))).toEqual([]);
    // Nobody else has the id, and what the worker says is called by its name.
    expect(others.filter((kind) => bundle.includes(messageIds[kind as DecisionKind]))).toEqual([]);
    expect(others.filter((kind) => bundle.includes(`"${kind}"`))).toEqual([]);
  });

  it("has short names for what never leaves it, and for that alone", () => {
    const isIn = (text: string) => (name: string) => new RegExp(`\\b${name}\\b`).test(text);
    // What no source has any more would only be in the way of who needs the name.
    const sources = ["core", "host", "worker"].flatMap((folder) =>
      readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => readFileSync(`${root}${folder}/${file}`, "utf8")),
    );
    expect(inner.filter((name) => !sources.some((text) => isIn(text)(name)))).toEqual([]);
    // What is left of one would be read by its long name.
    expect(inner.filter(isIn(bundle))).toEqual([]);
    // The engine's, and what the worker reads from files.
    const outer = [
      "host/system/system.ts",
      "worker/engine/engine.ts",
      ...readdirSync(`${root}worker/shim`).map((name) => `worker/shim/${name}`),
      "dist/profiles.json",
      "core/registry/request.ts",
    ].map((file) => readFileSync(`${root}${file}`, "utf8"));
    expect(outer.flatMap((text) => inner.filter(isIn(text)))).toEqual([]);
  });

  it("digests a plan as the command line does, which has no short names", async () => {
    const [short, long] = await Promise.all(
      [{ mangleProps: new RegExp(`^(?:${inner.join("|")})$`) }, {}].map(async (names, at) => {
        // As deep in the tree as the sources that look for files by their own place.
        const outfile = `${root}dist/generations/${process.pid}-${at}.mjs`;
        const entryPoints = [`${root}test/architecture/generations.ts`];
        const packages = "external" as const;
        await build({
          entryPoints,
          outfile,
          bundle: true,
          packages,
          platform: "node",
          format: "esm",
          ...names,
        });
        try {
          return execFileSync(process.execPath, [outfile], { cwd: root, encoding: "utf8" });
        } finally {
          rmSync(outfile);
        }
      }),
    );
    expect(long).toMatch(/^netapp-alua [1-9]\d* [0-9a-f]{16}$/m);
    expect(short).toBe(long);
  });

  it.each([
    "TextDecoder",
    "TextEncoder",
    "structuredClone",
    "Buffer",
    "setImmediate",
    "queueMicrotask",
    "fetch",
  ])("does without %s, which QuickJS lacks", (name) => {
    expect(bundle).not.toMatch(new RegExp(`(?<![.\\w"'])${name}\\b(?!["':])`));
  });

  it("parses as a script", () => {
    // Compiling is enough: nothing of it is called.
    expect(() => runInNewContext(`(function () {${bundle}\n})`, {})).not.toThrow();
  });
});
