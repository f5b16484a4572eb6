import type { CommandLine, Flag, Program } from "../command-line/commands.ts";
import { firstSentence } from "../command-line/commands.ts";
import { fillFrame } from "./frame.ts";
import { inOneLine, quoteForSh } from "./shell-quote.ts";
import {
  kindOfArgument,
  kindOfFlagValue,
  type Listed,
  type MoreWords,
  type ValueKind,
} from "./value-kinds.ts";

const LISTERS: Readonly<Record<Listed, string>> = {
  file: "_files",
  directory: "_files -/",
  map: "_pathplug_maps",
  disk: "_pathplug_disks",
  "map-or-disk": "_pathplug_maps_or_disks",
  "disk-or-file": "_pathplug_disks_or_files",
  wwid: "_pathplug_wwids",
};

/** What _arguments would take for an end of a part: `[explanation]:message:action`. */
const escapePart = (text: string): string => inOneLine(text).replaceAll(/[\\[\]:]/g, "\\$&");

/** The completion for zsh; `frame` is packaging/completions/pathplug.zsh. */
export function renderZshCompletion(frame: string, program: Program, more: MoreWords): string {
  const commands = program.families.flatMap((family) => family.commands);
  const topics = program.families.filter(({ word }) => commands.every(({ name }) => name !== word));
  const pairs = commands.filter(({ words }) => words.length > 1).map(({ name }) => quoteForSh(name));
  return fillFrame(frame, {
    arguments: commands.flatMap((command) => functionsOf(command, more)),
    globals: program.globalFlags.flatMap(specsOfFlag),
    commands: commands.flatMap((command) => {
      const specs = [
        ...command.flags.filter(({ global }) => !global).flatMap(specsOfFlag),
        ...specsOfArguments(command, more),
      ];
      if (specs.length === 0) return [];
      return [`${quoteForSh(command.name)}) specs+=(`, ...specs.map((spec) => `  ${spec}`), ") ;;"];
    }),
    followers: [
      followersArm(
        "",
        program.families.map(({ word, summary }) => [word, summary]),
      ),
      ...program.families
        .map(({ word, commands: members }) => ({
          word,
          members: members.filter(({ words }) => words.length > 1),
        }))
        .filter(({ members }) => members.length > 0)
        .map(({ word, members }) =>
          followersArm(
            word,
            members.map(({ words, summary }) => [words[1] ?? "", summary]),
          ),
        ),
    ].flat(),
    // Words that are no command by themselves take no flags.
    topics: [`${topics.map(({ word }) => quoteForSh(word)).join(" | ")}) return ;;`],
    pairs: [`${pairs.join(" | ")}) ;;`],
  });
}

function followersArm(word: string, followers: readonly (readonly [string, string])[]): readonly string[] {
  const lines = followers.map(
    ([name, summary]) => `  ${quoteForSh(`${escapePart(name)}:${inOneLine(firstSentence(summary))}`)}`,
  );
  return [`${quoteForSh(word)}) followers=(`, ...lines, ") ;;"];
}

/** One flag as _arguments wants it; spellings of one flag exclude each other. */
function specsOfFlag({ spellings, description, exclusive, multiple, value }: Flag): readonly string[] {
  const excluded = [...(multiple ? [] : spellings), ...exclusive.map((name) => `--${name}`)];
  const group = excluded.length === 0 ? "*" : `(${excluded.join(" ")})`;
  const action = value === undefined ? "" : `:${escapePart(value.word)}:${actionOf(kindOfFlagValue(value))}`;
  return spellings.map((spelling) => {
    const takes = value === undefined ? "" : spelling.startsWith("--") ? "=" : "+";
    return quoteForSh(`${group}${spelling}${takes}[${escapePart(description)}]${action}`);
  });
}

function specsOfArguments(command: CommandLine, more: MoreWords): readonly string[] {
  return command.args.map((argument, index) => {
    const { name, description, repeated, required } = argument;
    const kind = kindOfArgument(command, argument, more);
    const action = isMixed(kind) ? functionName(command, name) : actionOf(kind);
    const number = repeated ? "*" : `${index + 1}`;
    return quoteForSh(`${number}${required || repeated ? ":" : "::"}${escapePart(description)}:${action}`);
  });
}

const isMixed = ({ words, listed }: ValueKind): boolean => words.length > 0 && listed !== undefined;
const functionName = (command: CommandLine, argument: string): string =>
  `_pathplug_${[...command.words, argument].join("_").replaceAll(/\W/g, "_")}`;

/** Names alone, or words alone. A message where there is nothing to offer would keep zsh from inserting a flag. */
function actionOf({ words, listed }: ValueKind): string {
  if (listed !== undefined) return LISTERS[listed];
  return words.length === 0
    ? "{:}"
    : `(${words.map((word) => word.replaceAll(/[^\w/.-]/g, "\\$&")).join(" ")})`;
}

/** Arguments that are words as well as names have a function each. */
function functionsOf(command: CommandLine, more: MoreWords): readonly string[] {
  return command.args.flatMap((argument) => {
    const kind = kindOfArgument(command, argument, more);
    if (!isMixed(kind) || kind.listed === undefined) return [];
    return [
      `${functionName(command, argument.name)}() {`,
      `  compadd "$@" -- ${kind.words.map(quoteForSh).join(" ")}`,
      `  ${LISTERS[kind.listed]} "$@"`,
      "}",
    ];
  });
}
