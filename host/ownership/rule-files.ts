import type { RuleStyle } from "../../core/render/rule-context.ts";
import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";

/** Where udev looks for rules; a file of the same name in an earlier one hides that of a later one. */
export const RULE_DIRECTORIES = [
  "/etc/udev/rules.d",
  "/run/udev/rules.d",
  "/usr/local/lib/udev/rules.d",
  "/usr/lib/udev/rules.d",
  "/lib/udev/rules.d",
] as const;

/** The rules in force by file name, each with the path it comes from. */
export function listRules(system: System): ReadonlyMap<string, string> {
  const rules = new Map<string, string>();
  for (const directory of RULE_DIRECTORIES) {
    for (const name of system.list(directory) ?? []) {
      if (name.endsWith(".rules") && !rules.has(name)) rules.set(name, `${directory}/${name}`);
    }
  }
  return rules;
}

/** How a distribution numbers device-mapper's rules, by where its own rule is; Debian's where there is none. */
export function detectStyle(rules: ReadonlyMap<string, string>): RuleStyle {
  return rules.has("10-dm.rules") ? "fedora" : "debian";
}

/** What is wrong with the rules that are installed, by file name; absent: it is as rendered. */
export function compareRules(
  system: System,
  rendered: readonly { readonly path: string; readonly text: string }[],
): readonly {
  readonly name: string;
  readonly state: "as rendered" | "differs" | "missing";
  readonly file?: string;
}[] {
  const rules = listRules(system);
  return rendered.map(({ path, text }) => {
    const file = rules.get(path);
    if (file === undefined) return { name: path, state: "missing" };
    return { name: path, file, state: readText(system, file) === text ? "as rendered" : "differs" };
  });
}

/** Reads a template by its name, beside the library of an installation or in the checkout. */
export function readTemplateFrom(base: System, library: string): (name: string) => string {
  const directories = [
    `${library}/../templates`,
    `${library}/../../share/pathplug/templates`,
    "/usr/share/pathplug/templates",
  ];
  return (name) => {
    for (const directory of directories) {
      const text = readText(base, `${directory}/${name}`);
      if (text !== undefined) return text;
    }
    return fail(
      "failed",
      "input-unreadable",
      name,
      `the template ${name} is in none of ${directories.join(", ")}`,
    );
  };
}

/** Writes files into a directory, all or none: when one cannot be written, the others are as before. */
export function writeFiles(
  system: System,
  directory: string,
  files: readonly { readonly path: string; readonly text: string }[],
): void {
  if (!system.exists(directory)) system.makeDirectory(directory);
  const before = files.map(({ path }) => ({ path, text: readText(system, `${directory}/${path}`) }));
  for (const { path, text } of files) {
    const written = system.write(`${directory}/${path}`, text, "replace");
    if (written.kind === "written") continue;
    for (const old of before) {
      if (old.text === undefined) system.unlink(`${directory}/${old.path}`);
      else system.write(`${directory}/${old.path}`, old.text, "replace");
    }
    fail("failed", "write-failed", path, `${directory}/${path} could not be written: ${written.errno}`);
  }
}
