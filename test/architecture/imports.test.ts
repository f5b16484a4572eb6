import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  checkClauses,
  checkCoreOrder,
  checkImports,
  checkLengths,
  checkNames,
  checkRings,
  folderOf,
  importsOf,
  type SourceFile,
} from "./rules-of-the-tree.ts";

const root = new URL("../../", import.meta.url).pathname;

/** What git knows or would add; a file deleted but not committed is gone. */
const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
});

function read(path: string): SourceFile[] {
  try {
    return [{ path, text: readFileSync(`${root}${path}`, "utf8") }];
  } catch {
    return [];
  }
}

const typescript = tracked
  .split("\n")
  .filter((path) => path.endsWith(".ts"))
  .flatMap(read);
const sources = typescript.filter(({ path }) =>
  /^(core|host|worker|commands|packaging|packages\/[^/]+\/lib)\//.test(path),
);
const code = typescript.filter(({ path }) => !path.includes(".generated."));

describe("the tree", () => {
  it.each([
    ["imports only in the direction commands, worker, host, core", () => checkImports(sources)],
    ["has no ring of files that import each other", () => checkRings(sources, (path) => path)],
    ["has no ring of folders", () => checkRings(sources, folderOf)],
    ["imports in core from the folders below only", () => checkCoreOrder(sources)],
    ["names no file utils, helpers, common or misc", () => checkNames(code)],
    ["keeps files short", () => checkLengths(code)],
    ["cites the clause in every decoder", () => checkClauses(sources)],
  ])("%s", (_, check) => {
    expect(check().join("\n")).toBe("");
  });

  it("has been read at all", () => {
    expect(sources.length).toBeGreaterThan(20);
  });
});

const file = (path: string, text: string): SourceFile => ({ path, text });

describe("the rules of the tree", () => {
  it.each([
    ['import { a } from "./a.ts";', ["./a.ts"]],
    ['import type { A } from "../b/a.ts";', ["../b/a.ts"]],
    ['import {\n  a,\n  b,\n} from "node:fs";', ["node:fs"]],
    ['export * from "./x.ts";\nexport { y } from "./y.ts";', ["./x.ts", "./y.ts"]],
    ['import "execa";', ["execa"]],
    ['const a = await import("./late.ts");', ["./late.ts"]],
    ['const a = "import x";\n// from "nowhere"', []],
  ])("read the imports of %j", (text, expected) => {
    expect(importsOf(text)).toEqual(expected);
  });

  it.each([
    ["core must not import host", "core/plan/a.ts", 'import { a } from "../../host/a.ts";'],
    ["core must not import node:fs", "core/plan/a.ts", 'import { a } from "node:fs";'],
    ["core must not import ajv", "core/plan/a.ts", 'import a from "ajv";'],
    ["host must not import worker", "host/a.ts", 'import { a } from "../worker/a.ts";'],
    ["host must not import execa", "host/a.ts", 'import { a } from "execa";'],
    ["host must not import sg3-utils-wrapper-x", "host/a.ts", 'import { a } from "sg3-utils-wrapper-x";'],
    ["worker must not import commands", "worker/a.ts", 'export { a } from "../commands/a.ts";'],
    ["worker must not import node:fs", "worker/a.ts", 'import { a } from "node:fs";'],
    ["commands must not import rig", "commands/a.ts", 'const a = import("../rig/a.ts");'],
    ["must end in .ts", "core/plan/a.ts", 'import { b } from "./b";'],
  ])("find that %s", (finding, path, text) => {
    expect(checkImports([file(path, text)])).toEqual([expect.stringContaining(finding)]);
  });

  it("allow what the design allows", () => {
    const allowed = [
      file(
        "commands/a.ts",
        'import "../worker/a.ts";\nimport "../host/a.ts";\nimport "../core/a/a.ts";\nimport "@oclif/core";',
      ),
      file(
        "worker/a.ts",
        'import "../host/a.ts";\nimport "../core/a/a.ts";\nimport "sg3-utils-wrapper/commands";',
      ),
      file("worker/shim/node-x.ts", 'import type { S } from "node:fs";\ntype F = typeof import("node:fs");'),
      file("host/a.ts", 'import "../core/a/a.ts";\nimport "sg3-utils-wrapper";\nimport "node:fs";'),
      file("core/a/a.ts", 'import "../b/b.ts";'),
    ];
    expect(checkImports(allowed)).toEqual([]);
  });

  it.each([
    ["core/decode must not import core/plan", "core/decode/a.ts", 'import { a } from "../plan/a.ts";'],
    [
      "core/profile must not import core/topology",
      "core/profile/a.ts",
      'import type { A } from "../topology/a.ts";',
    ],
    ["give core/new its place", "core/new/a.ts", ""],
  ])("find that %s", (finding, path, text) => {
    expect(checkCoreOrder([file(path, text)])).toEqual([expect.stringContaining(finding)]);
  });

  it("let core's folders import what is below them", () => {
    const below = [
      file("core/plan/a.ts", 'import { b } from "../topology/b.ts";\nimport { c } from "./c.ts";'),
      file("core/a.ts", ""),
      file("host/a.ts", 'import { b } from "../core/render/b.ts";'),
    ];
    expect(checkCoreOrder(below)).toEqual([]);
  });

  it("find a ring of folders", () => {
    const ring = [
      file("core/c/c.ts", 'import "../a/a.ts";'),
      file("core/a/a.ts", 'import "../b/b.ts";'),
      file("core/b/b.ts", 'import {\n  c,\n  type C,\n} from "../c/c.ts";'),
      file("core/d/d.ts", 'import "../a/a.ts";'),
    ];
    expect(checkRings(ring, folderOf)).toEqual([
      "import each other in a ring: core/a → core/b → core/c → core/a",
    ]);
  });

  it("find no ring in types", () => {
    const types = [
      file("core/a/a.ts", 'import type {\n  B,\n} from "../b/b.ts";\nexport type { D } from "../b/b.ts";'),
      file("core/b/b.ts", 'import { a } from "../a/a.ts";'),
    ];
    expect(checkRings(types, folderOf)).toEqual([]);
  });

  it("find no ring in one folder or in a diamond", () => {
    const diamond = [
      file("core/a/a.ts", 'import "../b/b.ts";\nimport "../c/c.ts";\nimport "./a2.ts";'),
      file("core/a/a2.ts", 'import "./a.ts";'),
      file("core/b/b.ts", 'import "../d/d.ts";'),
      file("core/c/c.ts", 'import "../d/d.ts";'),
    ];
    expect(checkRings(diamond, folderOf)).toEqual([]);
  });

  it.each(["core/util.ts", "host/helpers.ts", "worker/common/a.ts", "test/core/misc.test.ts"])(
    "find the empty name %s",
    (path) => {
      expect(checkNames([file(path, "")])).toHaveLength(1);
    },
  );

  it("find a file of 251 lines and not one of 250", () => {
    expect(checkLengths([file("a.ts", "x\n".repeat(251))])).toHaveLength(1);
    expect(checkLengths([file("a.ts", "x\n".repeat(250))])).toEqual([]);
  });

  it.each([
    ["export function decodeA() {}", 1],
    ["/** SPC-6 7.7.6.4 */\nexport function decodeA() {}", 0],
    ["/** SBC-4, 6.6.3 */\nexport function decodeA() {}", 1],
    ["/** NVM Express Base 2.0 figure 5.17 */\nexport function decodeA() {}", 0],
    ["export interface A {}", 0],
  ])("ask for a clause in %j: %i finding(s)", (text, findings) => {
    expect(checkClauses([file("core/decode/a.ts", text)])).toHaveLength(findings);
  });
});
