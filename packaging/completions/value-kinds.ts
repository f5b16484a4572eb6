import type { Argument, CommandLine, FlagValue } from "../command-line/commands.ts";

/** Names that the shell lists by itself when it completes, without a process: of files, and of what is in /sys/block. */
export type Listed = "file" | "directory" | "map" | "disk" | "map-or-disk" | "disk-or-file" | "wwid";

/** What a shell offers for a value: words, names that it lists, both, or nothing. */
export interface ValueKind {
  readonly words: readonly string[];
  readonly listed?: Listed;
}

/** Words for an argument that only the build knows, by command and name: the codes of `explain what`. */
export type MoreWords = Readonly<Record<string, readonly string[]>>;

/** By the word that stands for a flag's value. */
export const FLAG_VALUES: Readonly<Record<string, Listed | "nothing">> = {
  BUNDLE: "file",
  FILE: "file",
  IMAGE: "file",
  DIR: "directory",
  W: "wwid",
  S: "nothing",
  N: "nothing",
  B: "nothing",
  KEY: "nothing",
  GENERATION: "nothing",
};

/** By the name of an argument, or by command, or first word of it, and name where it means another thing there. */
export const ARGUMENTS: Readonly<Record<string, Listed | "nothing">> = {
  map: "map",
  "own map": "map-or-disk",
  path: "disk",
  file: "file",
  what: "map-or-disk",
  "inspect what": "disk-or-file",
  "explain sense bytes": "nothing",
  "map rename name": "nothing",
  "profile show name": "nothing",
};

export function kindOfFlagValue({ word, choices }: FlagValue): ValueKind {
  return makeKind(choices, FLAG_VALUES[word]);
}

export function kindOfArgument(command: CommandLine, argument: Argument, more: MoreWords): ValueKind {
  const [family = ""] = command.words;
  const keys = [`${command.name} ${argument.name}`, `${family} ${argument.name}`, argument.name];
  const known = keys.find((key) => key in ARGUMENTS) ?? "";
  return makeKind([...argument.choices, ...(more[keys[0] ?? ""] ?? [])], ARGUMENTS[known]);
}

function makeKind(words: readonly string[], listed: Listed | "nothing" = "nothing"): ValueKind {
  return listed === "nothing" ? { words } : { words, listed };
}
