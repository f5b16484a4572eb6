import { readFileSync } from "node:fs";
import { join } from "node:path";
import { allCodes } from "../core/diagnostic/all-codes.ts";
import { describeProgram } from "./command-line/commands.ts";
import { renderBashCompletion } from "./completions/bash.ts";
import { renderFishCompletion } from "./completions/fish.ts";
import type { MoreWords } from "./completions/value-kinds.ts";
import { renderZshCompletion } from "./completions/zsh.ts";
import { renderManual } from "./manuals/manual.ts";

/** A file below dist/. */
export interface RenderedFile {
  readonly path: string;
  readonly text: string;
}

/** Manual pages and completions of the program that lies built in `dist`; `root` is the checkout. */
export function renderManAndCompletions(root: string, dist: string): readonly RenderedFile[] {
  const readJson = (path: string) => JSON.parse(readFileSync(path, "utf8"));
  const { oclif } = readJson(join(dist, "package.json"));
  const program = describeProgram(readJson(join(dist, "oclif.manifest.json")), oclif.topics);
  const schema = (name: string) => readJson(join(root, `vendor-profiles/schema/${name}.schema.json`));
  const release = { version: program.version, date: releaseDate(root) };
  const pages = renderManual(program, { profile: schema("profile"), settings: schema("settings") }, release);
  const frame = (shell: string) =>
    readFileSync(join(root, `packaging/completions/pathplug.${shell}`), "utf8");
  const more: MoreWords = { "explain what": Object.keys(allCodes).sort() };
  return [
    ...pages.map(({ name, section, text }) => ({ path: `man/man${section}/${name}.${section}`, text })),
    { path: "completions/pathplug.bash", text: renderBashCompletion(frame("bash"), program, more) },
    { path: "completions/_pathplug", text: renderZshCompletion(frame("zsh"), program, more) },
    { path: "completions/pathplug.fish", text: renderFishCompletion(frame("fish"), program, more) },
  ];
}

/** Day of the last release, of the RPM's changelog: the same release has the same pages, whenever it is built. */
function releaseDate(root: string): string {
  const spec = readFileSync(join(root, "packaging/pathplug.spec"), "utf8");
  const [, month = "", day = "", year = ""] = /^\* \w{3} (\w{3}) +(\d+) (\d{4}) /m.exec(spec) ?? [];
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const number = months.indexOf(month) + 1;
  if (number === 0) throw new Error("packaging/pathplug.spec: its %changelog has no entry");
  return [year, String(number).padStart(2, "0"), day.padStart(2, "0")].join("-");
}
