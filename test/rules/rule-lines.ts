/** One condition or assignment of a rule line: `ENV{X}=="y"`. */
export interface RuleToken {
  readonly key: string;
  readonly attribute?: string;
  readonly operator: string;
  readonly value: string;
}

/** One rule line, continuation lines joined, comments left out. */
export interface RuleLine {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly tokens: readonly RuleToken[];
  /** What is left when all tokens are taken out: separators only, where the line is well-formed. */
  readonly rest: string;
}

const token = /([A-Z]+)(?:\{([^}]*)\})?\s*(==|!=|\+=|-=|:=|=)\s*"((?:[^"\\]|\\.)*)"/g;

/** Reads a rules file as udev does, far enough to reason about its structure. */
export function readRuleLines(text: string): readonly RuleLine[] {
  const lines = text.split("\n");
  const rules: RuleLine[] = [];
  for (let index = 0; index < lines.length; index++) {
    const begin = index;
    let joined = lines[index] ?? "";
    if (joined.trim() === "" || joined.startsWith("#")) continue;
    while (joined.endsWith("\\")) joined = joined.slice(0, -1) + (lines[++index] ?? "");
    const tokens = [...joined.matchAll(token)].map(([, key = "", attribute, operator = "", value = ""]) => ({
      key,
      operator,
      value,
      ...(attribute === undefined ? {} : { attribute }),
    }));
    rules.push({ line: begin + 1, tokens, rest: joined.replace(token, "").trim() });
  }
  return rules;
}

const valuesOf = (rules: readonly RuleLine[], key: string): readonly string[] =>
  rules.flatMap((rule) => rule.tokens.filter((each) => each.key === key).map((each) => each.value));

/** Programs that a rule may start, by the beginning of the command. */
export interface AllowedPrograms {
  readonly RUN: readonly string[];
  readonly IMPORT: readonly string[];
}

/** What is wrong with the structure of a rules file; `file` names it in the findings. */
export function lintRules(file: string, text: string, allowed: AllowedPrograms): readonly string[] {
  const rules = readRuleLines(text);
  return [
    ...lintForm(rules),
    ...lintGuard(rules),
    ...lintJumps(rules),
    ...lintPrograms(rules, allowed),
    ...lintNames(rules),
    ...lintOrder(rules),
  ].map((finding) => `${file}: ${finding}`);
}

function lintForm(rules: readonly RuleLine[]): string[] {
  return rules.flatMap(({ line, rest, tokens }) =>
    /^[, ]*$/.test(rest) && tokens.length > 0 ? [] : [`${line}: not a rule: ${rest}`],
  );
}

/** Leaves the file for devices that it is not about: `KEY!="…", GOTO="…"`. */
const leaves = ({ tokens: [first, second, ...more] }: RuleLine): boolean =>
  first?.operator === "!=" && first.key !== "ACTION" && second?.key === "GOTO" && more.length === 0;

/**
 * systemd's NEWS for v247: test for remove, never for add|change, or the rule misses bind, move and what is to come. Only
 * what is about other devices comes before it.
 */
function lintGuard(rules: readonly RuleLine[]): string[] {
  const guard = rules.find((rule) => !leaves(rule));
  const [first, second, ...more] = guard?.tokens ?? [];
  const guarded =
    first?.key === "ACTION" &&
    first.operator === "==" &&
    first.value === "remove" &&
    second?.key === "GOTO" &&
    more.length === 0;
  const listed = rules.filter(({ tokens }) =>
    tokens.some(({ key, value }) => key === "ACTION" && value.includes("|")),
  );
  return [
    ...(guarded ? [] : [`${guard?.line ?? 1}: ACTION=="remove", GOTO="…" must come before this`]),
    ...listed.map(({ line }) => `${line}: a list of actions misses those to come`),
  ];
}

/** udev only jumps forward; a missing label makes it drop the whole rule. */
function lintJumps(rules: readonly RuleLine[]): string[] {
  const labels = new Map<string, number>();
  const findings: string[] = [];
  for (const { line, tokens } of rules) {
    for (const { key, value } of tokens) {
      if (key !== "LABEL") continue;
      if (labels.has(value)) findings.push(`${line}: the label ${value} is there twice`);
      labels.set(value, line);
    }
  }
  const jumps = new Set(valuesOf(rules, "GOTO"));
  for (const { line, tokens } of rules) {
    for (const { key, value } of tokens) {
      if (key === "GOTO" && (labels.get(value) ?? 0) <= line)
        findings.push(`${line}: no label ${value} ahead`);
    }
  }
  for (const [label, line] of labels)
    if (!jumps.has(label)) findings.push(`${line}: nobody goes to ${label}`);
  return findings;
}

function lintPrograms(rules: readonly RuleLine[], allowed: AllowedPrograms): string[] {
  return rules.flatMap(({ line, tokens }) =>
    tokens.flatMap(({ key, attribute, value }) => {
      const starts = (list: readonly string[]) => list.some((each) => value.startsWith(each));
      if (key === "PROGRAM") return [`${line}: PROGRAM blocks udevd: ${value}`];
      if (key === "IMPORT" && attribute === "program" && !starts(allowed.IMPORT)) {
        return [`${line}: IMPORT{program} blocks udevd: ${value}`];
      }
      return key === "RUN" && !starts(allowed.RUN) ? [`${line}: not on the list of programs: ${value}`] : [];
    }),
  );
}

/** Device text may be compared, looked up and stored; it never becomes part of a command, a link or a jump. */
function lintNames(rules: readonly RuleLine[]): string[] {
  return rules.flatMap(({ line, tokens }) =>
    tokens.flatMap(({ key, value }) =>
      (key === "RUN" || key === "SYMLINK" || key === "NAME") && /\$attr|%s|PATHPLUG_ID/.test(value)
        ? [`${line}: text of a device in ${key}: ${value}`]
        : [],
    ),
  );
}

/** On one line udev compares first, imports then and assigns last, whatever is written first. */
function lintOrder(rules: readonly RuleLine[]): string[] {
  return rules.flatMap(({ line, tokens }) => {
    const imports = tokens.some(({ key, attribute }) => key === "IMPORT" && attribute !== "program");
    const sets = tokens.find(({ key, operator }) => key === "ENV" && operator === "=");
    const last = tokens.findLastIndex(({ key }) => key === "IMPORT");
    const first = tokens.findIndex(({ key }) => key === "IMPORT");
    const compares = tokens.find(
      ({ key, operator }, at) => key === "ENV" && /^[!=]=$/.test(operator) && at > first,
    );
    return [
      ...(imports && sets && tokens.indexOf(sets) < last
        ? [`${line}: IMPORT is done before ENV{${sets.attribute}} is set, in spite of the order`]
        : []),
      ...(first >= 0 && compares
        ? [`${line}: ENV{${compares.attribute}} is compared before IMPORT is done, in spite of the order`]
        : []),
    ];
  });
}
