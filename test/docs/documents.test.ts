import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../commands/index.ts";
import { type AnyCode, allCodes } from "../../core/diagnostic/all-codes.ts";
import { explanations } from "../../core/diagnostic/explanations.ts";
import { brokenLinks, commandLines, documents, readDocument, root } from "./documents.ts";

interface Described {
  readonly flags: Readonly<Record<string, { readonly char?: string; readonly description?: string }>>;
  readonly summary?: string;
  readonly examples?: readonly string[];
  readonly args: Readonly<Record<string, { readonly description?: string }>>;
}

const manifest = JSON.parse(readFileSync(`${root}dist/oclif.manifest.json`, "utf8")) as {
  readonly commands: Readonly<Record<string, Described>>;
};

/** What stands for a command, and the one that CONTRIBUTING.md teaches how to add. */
const placeholders: ReadonlySet<string> = new Set(["COMMAND --help", "list luns"]);

/** The command that a line names; absent when there is none. */
function commandOf(words: readonly string[]): Described | undefined {
  const [first = "status", second = ""] = words.filter((word) => !word.startsWith("-"));
  return manifest.commands[`${first}:${second}`] ?? manifest.commands[first];
}

/** What in a command line does not exist. */
function unknownIn(words: readonly string[]): string | undefined {
  const flags = words.filter((word) => /^--?[a-z]/.test(word)).map((word) => word.replace(/=.*/, ""));
  if (words.length === flags.length && flags.some((flag) => flag === "--version" || flag === "--help"))
    return undefined;
  if (placeholders.has(words.join(" "))) return undefined;
  const command = commandOf(words);
  if (command === undefined) return `pathplug ${words.join(" ")}: no such command`;
  const known = Object.entries(command.flags).flatMap(([name, { char }]) => [
    `--${name}`,
    `-${char ?? name}`,
  ]);
  const odd = flags.find((flag) => ![...known, "--help", "-h"].includes(flag));
  return odd === undefined ? undefined : `pathplug ${words.join(" ")}: no such flag ${odd}`;
}

describe("documents", () => {
  it.each(documents)("%s: its links lead somewhere", (path) => {
    expect(brokenLinks(path)).toEqual([]);
  });

  it.each(documents)("%s: its pathplug commands and flags exist", (path) => {
    expect(commandLines(readDocument(path)).flatMap((words) => unknownIn(words) ?? [])).toEqual([]);
  });

  it("README names every command", () => {
    const text = readDocument("README.md");
    const missing = Object.keys(COMMANDS).filter((id) => !text.includes(`\`${id.replace(":", " ")}`));
    const named = missing.filter((id) => !text.includes(`\`pathplug ${id.replace(":", " ")}`));
    expect(named).toEqual([]);
  });

  it.each(documents)("%s: the npm scripts and make targets it names exist", (path) => {
    const text = readDocument(path);
    const { scripts } = JSON.parse(readDocument("package.json")) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm run ([a-z:]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => scripts[name] === undefined)).toEqual([]);
    const targets = [...text.matchAll(/[`$#] ?make ([a-z-]+)/g)].map(([, name = ""]) => name);
    const makefile = readDocument("Makefile");
    expect(targets.filter((name) => !new RegExp(`^${name}:`, "m").test(makefile))).toEqual([]);
  });

  it.each(["ARCHITECTURE.md", "CONTRIBUTING.md", "docs/safety.md"])(
    "%s: the files it names exist",
    (path) => {
      const named = [
        ...readDocument(path).matchAll(
          /`((?:core|host|worker|commands|rig|test|packaging|docs|templates|rules|units|vendor-profiles)\/[\w./@-]*)`/g,
        ),
      ]
        .map(([, name = ""]) => name)
        // What the examples are about to make.
        .filter((name) => !/vpd-b7|acme|list-luns/.test(name));
      expect(named.filter((name) => !existsSync(`${root}${name}`))).toEqual([]);
    },
  );

  it("docs/safety.md: each promise has a test, and each switch exists", () => {
    const text = readDocument("docs/safety.md");
    const rows = [...text.matchAll(/^\| (?!promise |---)(.*) \|$/gm)].map(([, row = ""]) => row.split(" | "));
    expect(rows.length).toBeGreaterThan(20);
    const untested = rows.filter(([, , tests = ""]) => !/`test\/[\w./-]+(\.test\.ts|\.sh)`/.test(tests));
    expect(untested.map(([promise]) => promise)).toEqual([]);
    const named = [
      ...rows.flatMap(([, , , name = ""]) => /^`(\w+)`/.exec(name)?.[1] ?? []),
      ...[...text.matchAll(/RIG_WITHOUT=(\w+)/g)].map(([, name = ""]) => name),
    ];
    const switches = readDocument("rig/guest/without.sh");
    expect(named.filter((name) => !switches.includes(`without_${name}() {`))).toEqual([]);
  });

  it("docs/profile-reference.md is what the schemas render (packaging/profile-reference.mjs)", () => {
    expect(spawnSync(process.execPath, [`${root}packaging/profile-reference.mjs`, "--check"]).status).toBe(0);
  });
});

describe("the program's own words", () => {
  it.each(Object.entries(allCodes))(
    "the code %s has a title, an explanation and a hint",
    (code, { hint }) => {
      const { title, explanation } = explanations[code as AnyCode];
      expect(title).toMatch(/\w/);
      expect(explanation).toMatch(/\w{3}.*\.$/);
      expect(hint).toMatch(/\w{3}/);
    },
  );

  it("holds no code that nothing says", () => {
    const sources = ["bin", "commands", "core", "host", "worker"].flatMap((folder) =>
      readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8", withFileTypes: true })
        .filter((entry) => entry.isFile() && !/\/diagnostic\/(codes|explanations)$/.test(entry.parentPath))
        .map(({ parentPath, name }) => readFileSync(`${parentPath}/${name}`, "utf8")),
    );
    const isSaid = (code: string) =>
      sources.some((text) => new RegExp(`(?<![\\w-])${code}(?![\\w-])`).test(text));
    expect(Object.keys(allCodes).filter((code) => !isSaid(code))).toEqual([]);
  });

  it.each(Object.entries(manifest.commands))(
    "pathplug %s: summary, example, flags and arguments described",
    (_, command) => {
      expect(command.summary).toMatch(/\w/);
      expect(command.examples?.length).toBeGreaterThan(0);
      for (const { description } of [...Object.values(command.flags), ...Object.values(command.args)]) {
        expect(description).toMatch(/\w/);
      }
    },
  );

  it("has every command in the manifest", () => {
    expect(Object.keys(manifest.commands).sort()).toEqual(Object.keys(COMMANDS).sort());
  });

  it.each(Object.entries(manifest.commands))(
    "pathplug %s: its examples are command lines that exist",
    (_, { examples }) => {
      const text = (examples ?? [])
        .map((line) => `\`${line.replaceAll("<%= config.bin %>", "pathplug")}\``)
        .join("\n");
      expect(commandLines(text).flatMap((words) => unknownIn(words) ?? [])).toEqual([]);
    },
  );
});
