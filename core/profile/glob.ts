import { udevReplace } from "../bytes/untrusted.ts";

/** One position of a glob. `least` characters is 1 for all but `*`. */
export type GlobToken =
  | { readonly kind: "literal"; readonly character: string }
  | {
      readonly kind: "class";
      readonly negated: boolean;
      readonly ranges: readonly (readonly [string, string])[];
    }
  | { readonly kind: "any" }
  | { readonly kind: "rest" };

/**
 * A glob over a string as udev writes it: `*`, `?`, `[abc]`, `[a-z]`, `[!abc]`, everything else is itself.
 * It means the same to fnmatch(3) in the C locale, which is how udev's hwdb compares.
 */
export interface Glob {
  readonly text: string;
  readonly tokens: readonly GlobToken[];
}

export type ParsedGlob =
  | { readonly kind: "glob"; readonly glob: Glob }
  /** `offset` is the position in the text, from 0. */
  | { readonly kind: "bad"; readonly problem: string; readonly offset: number };

const CLASS = /^\[(!?)((?:[A-Za-z0-9](?:-[A-Za-z0-9])?)+)\]/;

/**
 * Reads a glob. Refuses what can never match or would mean something else in hwdb: `:` (the separator of the key),
 * `#` (begins a comment there), characters that udev replaces, a blank at the end (udev drops it), a class that is
 * not of letters, digits and rising ranges.
 */
export function parseGlob(text: string): ParsedGlob {
  if (text === "") return bad("an empty pattern matches only an empty field; leave the key out for any", 0);
  if (text.endsWith(" ")) {
    return bad("a blank at the end never matches: udev drops trailing blanks", text.length - 1);
  }
  const tokens: GlobToken[] = [];
  for (let at = 0; at < text.length; ) {
    const read = readToken(text.slice(at));
    if (typeof read === "string") return bad(read, at);
    const isRepeated = read.token.kind === "rest" && tokens.at(-1)?.kind === "rest";
    if (!isRepeated) tokens.push(read.token);
    at += read.length;
  }
  return { kind: "glob", glob: { text, tokens } };
}

/** The token at the beginning of the text and the characters it took, or what is wrong with it. */
function readToken(text: string): { readonly token: GlobToken; readonly length: number } | string {
  const character = text.charAt(0);
  if (character === "[") return readClass(text);
  if (character === "*") return { token: { kind: "rest" }, length: 1 };
  if (character === "?") return { token: { kind: "any" }, length: 1 };
  return literalProblem(character) ?? { token: { kind: "literal", character }, length: 1 };
}

function readClass(text: string): ReturnType<typeof readToken> {
  const [whole = "", negation, members = ""] = CLASS.exec(text) ?? [];
  const token = classToken(negation === "!", members);
  return token === undefined
    ? "a class holds letters, digits and rising ranges only, as in `[a-c7]` or `[!xyz]`"
    : { token, length: whole.length };
}

function bad(problem: string, offset: number): ParsedGlob {
  return { kind: "bad", problem, offset };
}

function literalProblem(character: string): string | undefined {
  if (character === ":") return "`:` separates the fields of the hwdb key and cannot be part of a pattern";
  if (character === "#") return "`#` begins a comment in hwdb files; write `?` for it";
  if (character === "]") return "`]` without `[`";
  if (character === "\\" || character < " " || character > "~") {
    return "only printable ASCII characters can be matched; write `?` for any other";
  }
  const isReplaced = character !== " " && udevReplace(character) !== character;
  return isReplaced ? `udev replaces \`${character}\` by \`_\` before matching; write \`_\`` : undefined;
}

function classToken(negated: boolean, text: string): GlobToken | undefined {
  const ranges: [string, string][] = [];
  if (text === "") return undefined;
  for (let at = 0; at < text.length; ) {
    const from = text.charAt(at);
    const isRange = text.charAt(at + 1) === "-";
    const to = isRange ? text.charAt(at + 2) : from;
    if (from > to) return undefined;
    ranges.push([from, to]);
    at += isRange ? 3 : 1;
  }
  return { kind: "class", negated, ranges };
}

/** Whether a token that stands for one character accepts this one. */
export function acceptsCharacter(token: GlobToken, character: string): boolean {
  if (token.kind === "literal") return token.character === character;
  if (token.kind !== "class") return true;
  return token.ranges.some(([from, to]) => from <= character && character <= to) !== token.negated;
}

/**
 * Whether the whole text matches. All positions are advanced together, one pass over the text: the work is at most
 * length of text × length of pattern, whatever the pattern is.
 */
export function matchesGlob({ tokens }: Glob, text: string): boolean {
  let positions = spread(tokens, [0]);
  for (const character of text) {
    const next: number[] = [];
    for (const position of positions) {
      const token = tokens[position];
      if (token === undefined) continue;
      if (token.kind === "rest") push(next, position);
      else if (acceptsCharacter(token, character)) push(next, position + 1);
    }
    positions = spread(tokens, next);
    if (positions.length === 0) return false;
  }
  return positions.at(-1) === tokens.length;
}

/** Positions that are reachable without reading a character: a `*` may stand for nothing. Keeps them rising. */
export function spread(tokens: readonly GlobToken[], positions: readonly number[]): number[] {
  const reached: number[] = [];
  for (let position of positions) {
    push(reached, position);
    while (tokens[position]?.kind === "rest") {
      position += 1;
      push(reached, position);
    }
  }
  return reached;
}

function push(rising: number[], position: number): void {
  if ((rising.at(-1) ?? -1) < position) rising.push(position);
}

/** The fewest characters that match. */
export function leastLength(glob: Glob): number {
  return glob.tokens.filter((token) => token.kind !== "rest").length;
}

/** Whether it names one string. */
export function isLiteral(glob: Glob): boolean {
  return glob.tokens.every((token) => token.kind === "literal");
}

/** Whether it accepts everything. */
export function isAnything(glob: Glob): boolean {
  return glob.tokens.length === 1 && glob.tokens[0]?.kind === "rest";
}
