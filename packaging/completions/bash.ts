import type { CommandLine, Program } from "../command-line/commands.ts";
import { fillFrame } from "./frame.ts";
import { quoteForSh } from "./shell-quote.ts";
import { kindOfArgument, kindOfFlagValue, type MoreWords, type ValueKind } from "./value-kinds.ts";

/** The completion for bash; `frame` is packaging/completions/pathplug.bash. */
export function renderBashCompletion(frame: string, program: Program, more: MoreWords): string {
  const commands = program.families.flatMap((family) => family.commands);
  const topics = program.families.map(({ word, commands: members }) => ({
    word,
    followers: members.flatMap(({ words }) => words.slice(1)),
  }));
  return fillFrame(frame, {
    commands: [
      arm([quoteForSh("")], { words: program.families.map(({ word }) => word) }),
      ...topics
        .filter(({ followers }) => followers.length > 0)
        .map(({ word, followers }) => arm([quoteForSh(word)], { words: followers })),
    ],
    flags: commands.map(({ name, flags }) =>
      arm([quoteForSh(name)], { words: flags.flatMap(({ spellings }) => spellings) }),
    ),
    values: [...commands.flatMap(valuesOf), ...globalValuesOf(program)],
    arguments: commands.flatMap((command) =>
      command.args.map((argument, index) => {
        const number = argument.repeated
          ? `${quoteForSh(`${command.name} `)}*`
          : quoteForSh(`${command.name} ${index}`);
        return arm([number], kindOfArgument(command, argument, more));
      }),
    ),
  });
}

function valuesOf({ name, flags }: CommandLine): readonly string[] {
  return flags.flatMap(({ global, spellings, value }) =>
    global || value === undefined
      ? []
      : [
          arm(
            spellings.map((spelling) => quoteForSh(`${name} ${spelling}`)),
            kindOfFlagValue(value),
          ),
        ],
  );
}

function globalValuesOf({ globalFlags }: Program): readonly string[] {
  return globalFlags.flatMap(({ spellings, value }) =>
    value === undefined
      ? []
      : [
          arm(
            spellings.map((spelling) => `*${quoteForSh(` ${spelling}`)}`),
            kindOfFlagValue(value),
          ),
        ],
  );
}

/** One arm of a `case`. */
function arm(patterns: readonly string[], { words, listed }: ValueKind): string {
  const assignments = [
    ...(words.length === 0 ? [] : [`words=(${words.map(wordOf).join(" ")})`]),
    ...(listed === undefined ? [] : [`listed=${listed}`]),
  ];
  return `${patterns.join(" | ")}) ${[...assignments, ""].join(" ")};;`.replace(") ;;", ") ;;");
}

/** Most words need no quotes, and are easier to read without. */
const wordOf = (word: string): string => (/^[\w/.-]+$/.test(word) ? word : quoteForSh(word));
