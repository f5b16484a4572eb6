import type { RuleLine, RuleToken } from "./rule-lines.ts";

/** A device, and all that rules can ask about it. */
export interface RuleWorld {
  /** Properties of the event: ACTION, SUBSYSTEM, DEVTYPE, DISKSEQ, SEQNUM. */
  readonly event: Readonly<Record<string, string>>;
  /** Kernel name. */
  readonly kernel: string;
  /** Attributes by their path below the device, as `device/wwid`; those of other devices as they are written, in brackets. */
  readonly attributes: Readonly<Record<string, string>>;
  /** What is there: absolute paths, and paths below the device, which may hold `*`. */
  readonly present: readonly string[];
  /** Text of files. */
  readonly files: Readonly<Record<string, string>>;
  /** What udev's database has of the device from its last event. */
  readonly database: Readonly<Record<string, string>>;
  readonly parent: Readonly<Record<string, string>>;
  readonly kernelCommandLine: readonly string[];
  /** What the hwdb answers to any key. */
  readonly hwdb: Readonly<Record<string, string>>;
}

/** What has become of the event. */
export interface Played {
  readonly properties: Readonly<Record<string, string>>;
  readonly options: readonly string[];
  /** Commands that would be started. */
  readonly run: readonly string[];
}

/** Whether a text matches one of the globs of udev(7), which `|` separates. */
function matches(patterns: string, text: string): boolean {
  return patterns.split("|").some((pattern) => {
    const source = pattern
      .replace(/[.+^${}()\\]/g, "\\$&")
      .replace(/\*/g, ".*")
      .replace(/\?/g, ".");
    return new RegExp(`^${source}$`, "s").test(text);
  });
}

const parseFile = (text: string): Record<string, string> =>
  Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const [, key, value] = /^([A-Z_a-z]\w*)=(.*)$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, value]];
    }),
  );

/** The order in which udev works at the tokens of one line, whatever the order in which they are written. */
const rank = ({ key, operator }: RuleToken): number => {
  if (key === "IMPORT") return 1;
  return operator === "==" || operator === "!=" ? 0 : 2;
};

/**
 * Plays the lines of a rules file for one event, as systemd-udevd does: the first token of a line that does not hold ends the
 * line, an import that finds nothing does not hold, an attribute that is not there neither equals nor differs.
 * Throws where a line uses what is not known here.
 */
export function playRules(lines: readonly RuleLine[], world: RuleWorld): Played {
  const properties: Record<string, string> = { ...world.event };
  const options: string[] = [];
  const run: string[] = [];

  const fill = (text: string): string =>
    text.replace(/\$(kernel|env|attr)(?:\{([^}]*)\})?/g, (_, what: string, name = "") => {
      if (what === "kernel") return world.kernel;
      return (what === "env" ? properties[name] : world.attributes[name]?.trimEnd()) ?? "";
    });

  const take = (found: Readonly<Record<string, string>>): boolean => {
    Object.assign(properties, found);
    return Object.keys(found).length > 0;
  };
  const takeOne = (name: string, from: Readonly<Record<string, string>>): boolean => {
    const value = from[name];
    return value !== undefined && take({ [name]: value });
  };

  const imports: Readonly<Record<string, (value: string) => boolean>> = {
    file: (value) => {
      const text = world.files[fill(value)];
      if (text !== undefined) take(parseFile(text));
      return text !== undefined;
    },
    db: (value) => takeOne(value, world.database),
    parent: (value) => takeOne(value, world.parent),
    builtin: () => take(world.hwdb),
    cmdline: (value) => {
      const word = world.kernelCommandLine.find((each) => each === value || each.startsWith(`${value}=`));
      return word !== undefined && take({ [value]: word.slice(value.length + 1) || "1" });
    },
  };

  const compared = ({ key, attribute = "" }: RuleToken): string | undefined => {
    if (key === "ENV") return properties[attribute] ?? "";
    if (key === "ATTR") return world.attributes[attribute]?.trimEnd();
    if (key === "KERNEL") return world.kernel;
    if (key === "ACTION" || key === "SUBSYSTEM") return properties[key] ?? "";
    throw new Error(`${key} is not known here`);
  };

  const holds = (token: RuleToken): boolean => {
    const { key, operator, value, attribute = "" } = token;
    if (key === "IMPORT") {
      const one = imports[attribute];
      if (one === undefined) throw new Error(`IMPORT{${attribute}} is not known here`);
      return one(value);
    }
    const isEqual = operator === "==";
    if (key === "TEST") {
      const path = fill(value);
      return (world.present.includes(path) || world.files[path] !== undefined) === isEqual;
    }
    const text = compared(token);
    return text !== undefined && matches(value, text) === isEqual;
  };

  const assign = ({ key, value, attribute = "" }: RuleToken): void => {
    if (key === "ENV") properties[attribute] = fill(value);
    else if (key === "OPTIONS") options.push(value);
    else if (key === "RUN") run.push(fill(value));
    else if (key !== "GOTO" && key !== "LABEL") throw new Error(`${key} is not known here`);
  };

  let goal: string | undefined;
  for (const { tokens } of lines) {
    if (goal !== undefined && !tokens.some(({ key, value }) => key === "LABEL" && value === goal)) continue;
    goal = undefined;
    const inOrder = [...tokens].sort((a, b) => rank(a) - rank(b));
    if (inOrder.some((token) => rank(token) < 2 && !holds(token))) continue;
    for (const token of inOrder.filter((each) => rank(each) === 2)) assign(token);
    goal = tokens.find(({ key }) => key === "GOTO")?.value;
  }
  if (goal !== undefined) throw new Error(`no label ${goal}`);
  return { properties, options, run };
}
