import type { Argument, CommandFamily, CommandLine, Flag } from "../command-line/commands.ts";
import { argumentWord, flagTerm, synopsisOfCommand } from "./command-synopsis.ts";
import { type ManualPage, makePage, type Release } from "./page.ts";
import { summaryOf } from "./page-summary.ts";
import {
  afterHeading,
  entry,
  fill,
  italic,
  paragraph,
  prose,
  section,
  subsection,
  verbatim,
} from "./roff.ts";

/** Pages that a command's readers look for next, besides pathplug(8). */
const RELATED: Readonly<Record<string, readonly string[]>> = {
  explain: ["pathplug-profile(5)", "pathplug.json(5)"],
  list: ["pathplug-topology(8)"],
  topology: ["pathplug-list(8)", "pathplug-explain(8)"],
  adopt: ["pathplug-release(8)", "pathplug-enable(8)", "pathplug-files(5)"],
  release: ["pathplug-adopt(8)", "pathplug-disable(8)"],
  enable: ["pathplug-disable(8)", "pathplug-adopt(8)", "pathplug-files(5)"],
  disable: ["pathplug-enable(8)", "pathplug-files(5)"],
  ensure: ["pathplug-resize(8)", "pathplug-remove(8)"],
  resize: ["pathplug-ensure(8)", "pathplug-map(8)"],
  remove: ["pathplug-ensure(8)", "pathplug-map(8)"],
  plan: ["pathplug-apply(8)", "pathplug-diff(8)"],
  apply: ["pathplug-plan(8)"],
  diff: ["pathplug-plan(8)"],
  profile: ["pathplug-profile(5)", "pathplug-refresh(8)"],
  refresh: ["pathplug-profile(5)", "pathplug.json(5)"],
  freeze: ["pathplug-files(5)"],
  map: ["pathplug.json(5)", "pathplug-files(5)"],
};

/** The page of one command, or of all that share their first word: pathplug-own(8). */
export function renderCommandPage(family: CommandFamily, release: Release): ManualPage {
  const { word, commands } = family;
  const single = commands.length === 1;
  const parts = [
    section("SYNOPSIS"),
    ...commands.flatMap((command, index) => [index === 0 ? [] : [".br"], fill(synopsisOfCommand(command))]),
    section("DESCRIPTION"),
    ...(single ? [] : [afterHeading(prose(family.summary))]),
    ...commands.flatMap((command) => describe(command, single)),
    section("GLOBAL OPTIONS"),
    afterHeading(globalFlagsOf(commands[0])),
    section("EXIT STATUS"),
    afterHeading(prose("0 where it is done. The others are those of all commands, see pathplug(8).")),
    section("EXAMPLES"),
    verbatim(commands.flatMap(({ examples }) => examples)),
  ];
  const page = { name: `pathplug-${word}`, section: 8, summary: summaryOf(family) } as const;
  return makePage(release, page, parts, ["pathplug(8)", ...(RELATED[word] ?? [])]);
}

function describe(command: CommandLine, single: boolean): (readonly string[])[] {
  const own = command.flags.filter(({ global }) => !global);
  return [
    ...(single ? [] : [subsection(`pathplug ${command.name}`)]),
    afterHeading(prose(command.summary)),
    ...(command.description === "" ? [] : [paragraph(prose(command.description))]),
    ...(single && command.args.length + own.length > 0 ? [section("OPTIONS")] : []),
    ...command.args.map(describeArgument),
    ...own.map(describeFlag),
  ];
}

function describeArgument(argument: Argument): readonly string[] {
  const { description, choices, preset } = argument;
  return entry(
    italic(argumentWord(argument)),
    prose(`${capitalised(description)}.${facts(choices, preset)}`),
  );
}

/** A flag with what it takes. */
export function describeFlag(flag: Flag): readonly string[] {
  const { description, exclusive, required, value } = flag;
  const others = exclusive.map((name) => `\`--${name}\``).join(" or ");
  const limits = others === "" ? "" : ` Not with ${others}.`;
  const needed = required ? " Required." : "";
  const values = facts(value?.choices ?? [], value?.preset);
  return entry(flagTerm(flag), prose(`${capitalised(description)}.${values}${needed}${limits}`));
}

/** Help shows them as parts of a sentence, a page as sentences. */
const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function facts(choices: readonly string[], preset: string | undefined): string {
  const words = choices.map((choice) => `\`${choice}\``);
  return [
    ...(words.length === 0 ? [] : [` One of ${words.join(", ")}.`]),
    ...(preset === undefined ? [] : [` Without it: \`${preset}\`.`]),
  ].join("");
}

function globalFlagsOf(command: CommandLine | undefined) {
  const flags = (command?.flags ?? []).filter(({ global }) => global).map(({ name }) => `\`--${name}\``);
  return prose(`${flags.join(", ")}, and \`--help\`: see pathplug(8).`);
}
