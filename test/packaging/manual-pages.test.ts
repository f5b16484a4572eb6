import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { exitStatus } from "../../host/system/failure.ts";
import type { CommandLine } from "../../packaging/command-line/commands.ts";
import { renderManAndCompletions } from "../../packaging/man-and-completions.entry.ts";
import { keysOf } from "../../packaging/manuals/schema-keys.ts";
import { commands, program, rendered, root, textOf } from "./rendered.ts";

const pages = rendered.filter(({ path }) => path.startsWith("man/"));
const overview = textOf("man/man8/pathplug.8");

const asBold = (text: string): string => `\\fB${text.replaceAll("-", "\\-")}\\fR`;

/** What a page says of one command: its own part, where several share the page. */
function partOf({ words, name }: CommandLine): string {
  const page = textOf(`man/man8/pathplug-${words[0]}.8`);
  const start = page.indexOf(`.SS "pathplug ${name}"\n`);
  if (start < 0) return page;
  const rest = page.slice(start + 1);
  return rest.slice(0, rest.search(/\n\.S[SH] /));
}

describe("the manual", () => {
  it.each(commands)("says of pathplug $name what it takes", (command) => {
    const part = partOf(command);
    const terms = [
      ...command.flags.filter(({ global }) => !global).flatMap(({ spellings }) => spellings.map(asBold)),
      ...command.args.map(({ name }) => `\\fI${name.toUpperCase()}\\fR`),
    ];
    expect(terms.filter((term) => !part.includes(term))).toEqual([]);
  });

  it.each(program.families)("has a page of pathplug $word, and names it in pathplug(8)", ({ word }) => {
    const page = textOf(`man/man8/pathplug-${word}.8`);
    const global = program.globalFlags.map(({ name }) => asBold(`--${name}`));
    expect(global.filter((term) => !page.includes(term))).toEqual([]);
    expect(overview).toContain(`.SS "pathplug ${word}"\n`);
    expect(overview).toContain(`${asBold(`pathplug-${word}`)}(8)`);
  });

  it("explains the global flags and every exit status in pathplug(8)", () => {
    const flags = program.globalFlags.flatMap(({ spellings }) => spellings);
    const statuses = Object.values(exitStatus).map(String);
    const missing = [...flags, "--help", "--version", "0", ...statuses].filter(
      (term) => !overview.includes(asBold(term)),
    );
    expect(missing).toEqual([]);
  });

  it.each([
    ["profile", "man/man5/pathplug-profile.5"],
    ["settings", "man/man5/pathplug.json.5"],
  ])("explains every key of the schema of %s", (name, page) => {
    const schema = JSON.parse(readFileSync(join(root, `vendor-profiles/schema/${name}.schema.json`), "utf8"));
    const keys = [schema, ...Object.values<never>(schema.$defs)].flatMap((each) => keysOf(each));
    expect(keys.length).toBeGreaterThan(10);
    expect(keys.filter(({ path }) => !textOf(page).includes(`${asBold(path)}\n`))).toEqual([]);
  });

  it("leads to pages that there are", () => {
    const names = pages.map(({ path }) => path.replace(/^.*\/(.*)\.(\d)$/, "$1($2)"));
    const led = pages.flatMap(({ text }) =>
      [...text.matchAll(/\\fB(pathplug[^\s\\]*(?:\\-[^\s\\]+)*)\\fR(\(\d\))/g)].map(
        ([, name = "", section = ""]) => `${name.replaceAll("\\-", "-")}${section}`,
      ),
    );
    expect(led.length).toBeGreaterThan(names.length);
    expect(led.filter((name) => !names.includes(name))).toEqual([]);
  });

  it("is the same whenever it is built", () => {
    expect(renderManAndCompletions(root, join(root, "dist"))).toEqual(rendered);
    const dates = new Set(pages.map(({ text }) => /^\.TH .*$/m.exec(text)?.[0].split(" ")[3]));
    expect([...dates]).toEqual([expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/)]);
  });
});
