import type { Manifest, ManifestFlag, Topics } from "./manifest.ts";

export interface Flag {
  readonly name: string;
  /** `--name`, and `-c` where it has a letter, in the order in which they are shown. */
  readonly spellings: readonly string[];
  readonly description: string;
  /** Every command takes it. */
  readonly global: boolean;
  readonly required: boolean;
  readonly multiple: boolean;
  /** Names of flags that cannot be given with it. */
  readonly exclusive: readonly string[];
  /** Absent for a flag that stands alone. */
  readonly value?: FlagValue;
}

export interface FlagValue {
  /** What stands for it in a synopsis: `DIR`. */
  readonly word: string;
  /** What it may be; empty where it is free. */
  readonly choices: readonly string[];
  readonly preset?: string;
}

export interface Argument {
  readonly name: string;
  readonly description: string;
  readonly required: boolean;
  readonly choices: readonly string[];
  readonly preset?: string;
  /** More of its kind may follow. */
  readonly repeated: boolean;
}

export interface CommandLine {
  /** Words behind the program's name: one or two. */
  readonly words: readonly string[];
  /** The same as one text: `own status`. */
  readonly name: string;
  /** A sentence, or a few. */
  readonly summary: string;
  readonly description: string;
  /** Shell lines. */
  readonly examples: readonly string[];
  readonly args: readonly Argument[];
  readonly flags: readonly Flag[];
}

/** Commands with the same first word: what shares a manual page. */
export interface CommandFamily {
  readonly word: string;
  readonly summary: string;
  readonly commands: readonly CommandLine[];
}

export interface Program {
  readonly version: string;
  /** In the order of the alphabet. */
  readonly families: readonly CommandFamily[];
  readonly globalFlags: readonly Flag[];
}

/** The program's command lines, as the manifest has them; what is hidden is left out. */
export function describeProgram(manifest: Manifest, topics: Topics): Program {
  const commands = Object.values(manifest.commands)
    .filter(({ hidden }) => hidden !== true)
    .map((command): CommandLine => {
      const words = command.id.split(":");
      const args = Object.entries(command.args);
      return {
        words,
        name: words.join(" "),
        summary: command.summary,
        description: command.description ?? "",
        examples: (command.examples ?? []).map((line) => line.replaceAll("<%= config.bin %>", "pathplug")),
        args: args.map(([name, argument], index) => ({
          name,
          description: argument.description,
          required: argument.required === true,
          choices: argument.options ?? [],
          ...(argument.default === undefined ? {} : { preset: argument.default }),
          repeated: !command.strict && index === args.length - 1,
        })),
        flags: describeFlags(command.flags),
      };
    });
  const first = [...new Set(commands.map(({ words }) => words[0] ?? ""))].sort();
  return {
    version: manifest.version,
    families: first.map((word) => {
      const members = commands.filter(({ words }) => words[0] === word);
      // The command that is the word itself comes first, and speaks for all where there is no topic.
      members.sort((a, b) => a.words.length - b.words.length);
      return {
        word,
        summary: topics[word]?.description ?? members[0]?.summary ?? "",
        commands: members,
      };
    }),
    globalFlags: (commands[0]?.flags ?? []).filter((flag) => flag.global),
  };
}

/** A command's own flags by name, then the global ones in the order in which they are declared. */
function describeFlags(flags: Readonly<Record<string, ManifestFlag>>): readonly Flag[] {
  const all = Object.entries(flags)
    .filter(([, { hidden }]) => hidden !== true)
    .map(([name, flag]): Flag => {
      const spellings = [`--${name}`, ...(flag.char === undefined ? [] : [`-${flag.char}`])];
      if (flag.allowNo === true) spellings.push(`--no-${name}`);
      return {
        name,
        spellings,
        description: flag.description,
        global: flag.helpGroup === "GLOBAL",
        required: flag.required === true,
        multiple: flag.multiple === true,
        exclusive: flag.exclusive ?? [],
        ...(flag.type === "boolean" ? {} : { value: describeValue(name, flag) }),
      };
    });
  return [...all.filter(({ global }) => !global), ...all.filter(({ global }) => global)];
}

function describeValue(name: string, flag: ManifestFlag): FlagValue {
  return {
    word: flag.helpValue ?? name.toUpperCase(),
    choices: flag.options ?? [],
    ...(flag.default === undefined ? {} : { preset: String(flag.default) }),
  };
}

/** The first sentence of a text, without its full stop. */
export function firstSentence(text: string): string {
  return text.replace(/([.!?])\s[\s\S]*$/, "$1").replace(/\.$/, "");
}
