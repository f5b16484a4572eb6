import { type CommandLine, type Flag, firstSentence, type Program } from "../command-line/commands.ts";
import { fillFrame } from "./frame.ts";
import { inOneLine, quoteForFish } from "./shell-quote.ts";
import {
  kindOfArgument,
  kindOfFlagValue,
  type Listed,
  type MoreWords,
  type ValueKind,
} from "./value-kinds.ts";

/** What is listed for each kind of name: substitutions, and whether files are offered. */
const LISTERS: Readonly<Record<Listed, { readonly lists: readonly string[]; readonly files?: true }>> = {
  file: { lists: [], files: true },
  directory: { lists: ["__fish_complete_directories"] },
  map: { lists: ["__pathplug_maps"] },
  disk: { lists: ["__pathplug_disks"] },
  "map-or-disk": { lists: ["__pathplug_maps", "__pathplug_disks"] },
  "disk-or-file": { lists: ["__pathplug_disks"], files: true },
  wwid: { lists: ["__pathplug_wwids"] },
};

/** The completion for fish; `frame` is packaging/completions/pathplug.fish. */
export function renderFishCompletion(frame: string, program: Program, more: MoreWords): string {
  const commands = program.families.flatMap((family) => family.commands);
  const valued = commands.flatMap(({ flags }) =>
    flags.flatMap(({ spellings, value }) => (value === undefined ? [] : spellings)),
  );
  return fillFrame(frame, {
    valued: [`set -l valued ${[...new Set(valued)].sort().join(" ")}`],
    completions: [
      ...program.families.map(({ word, summary }) => offer("__pathplug_expects", word, summary)),
      offer("__pathplug_expects", "help", "print what a command takes"),
      ...commands
        .filter(({ words }) => words.length > 1)
        .map(({ words: [first = "", second = ""], summary }) =>
          offer(`__pathplug_expects ${first}`, second, summary),
        ),
      ...program.globalFlags.map((flag) => completeFlag([], flag)),
      ...commands.flatMap((command) => [
        ...command.flags
          .filter(({ global }) => !global)
          .map((flag) => completeFlag(["-n", quoteForFish(conditionOf(command, commands))], flag)),
        ...completeArguments(command, commands, more),
      ]),
    ],
  });
}

const line = (parts: readonly string[]): string => ["complete -c pathplug", ...parts].join(" ");
const describe = (text: string): readonly string[] => ["-d", quoteForFish(inOneLine(text))];

function offer(condition: string, word: string, summary: string): string {
  return line(["-n", quoteForFish(condition), "-a", quoteForFish(word), ...describe(firstSentence(summary))]);
}

/** Whether a line is about this command, and not about a longer one that begins with it. */
function conditionOf(command: CommandLine, all: readonly CommandLine[]): string {
  const longer = all.filter(({ name }) => name.startsWith(`${command.name} `));
  return [`__pathplug_is ${command.name}`, ...longer.map(({ name }) => `not __pathplug_is ${name}`)].join(
    "; and ",
  );
}

function completeFlag(condition: readonly string[], { spellings, description, value }: Flag): string {
  const names = spellings.map((spelling) =>
    spelling.startsWith("--") ? `-l ${spelling.slice(2)}` : `-s ${spelling.slice(1)}`,
  );
  const takes = value === undefined ? [] : ["-r", ...offered(kindOfFlagValue(value))];
  return line([...condition, ...names, ...takes, ...describe(description)]);
}

function completeArguments(
  command: CommandLine,
  all: readonly CommandLine[],
  more: MoreWords,
): readonly string[] {
  return command.args.flatMap((argument, index) => {
    const kind = kindOfArgument(command, argument, more);
    if (kind.words.length === 0 && kind.listed === undefined) return [];
    const own = conditionOf(command, all);
    const shorter = own.slice(`__pathplug_is ${command.name}`.length);
    const condition = argument.repeated ? own : `__pathplug_argument ${index} ${command.name}${shorter}`;
    return [line(["-n", quoteForFish(condition), ...offered(kind)])];
  });
}

/** What stands in `-a` is expanded again. */
const escapeWord = (word: string): string => word.replaceAll(/[^\w/.-]/g, "\\$&");

/** `-F` where files are offered; `-f` keeps them away. */
function offered({ words, listed }: ValueKind): readonly string[] {
  const { lists, files } = listed === undefined ? { lists: [], files: undefined } : LISTERS[listed];
  const all = [...words.map(escapeWord), ...lists.map((name) => `(${name})`)];
  return [files === true ? "-F" : "-f", ...(all.length === 0 ? [] : ["-a", quoteForFish(all.join(" "))])];
}
