import type { Argument, CommandLine, Flag } from "../command-line/commands.ts";
import { bold, italic, join, plain, type Roff, spaced } from "./roff.ts";

/** What stands for an argument: `MAP`. */
export const argumentWord = ({ name }: Argument): string => name.toUpperCase();

/** A flag as it is listed: `--output FILE, -o FILE`. */
export function flagTerm({ spellings, value }: Flag): Roff {
  const word = value === undefined ? [] : [italic(value.word)];
  return spaced(
    spellings.map((spelling) => spaced([bold(spelling), ...word])),
    ", ",
  );
}

function synopsisOfFlag({ name, required, multiple, value }: Flag): Roff {
  const flag = spaced([bold(`--${name}`), ...(value === undefined ? [] : [italic(value.word)])]);
  return join(required ? flag : join(plain("["), flag, plain("]")), multiple ? plain(" \u2026") : plain(""));
}

function synopsisOfArgument(argument: Argument): Roff {
  const word = italic(argumentWord(argument));
  const more = argument.repeated ? plain(" ...") : plain("");
  return argument.required ? join(word, more) : join(plain("["), word, more, plain("]"));
}

/** A command's line of the synopsis; global flags are left to the pages' text. */
export function synopsisOfCommand({ name, args, flags }: CommandLine): Roff {
  return spaced([
    bold(`pathplug ${name}`),
    ...args.map(synopsisOfArgument),
    ...flags.filter(({ global }) => !global).map(synopsisOfFlag),
  ]);
}
