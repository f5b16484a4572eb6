import { type Alternatives, type Piece, refuse } from "./regex-piece.ts";

export interface BracketRead {
  readonly alternatives: Alternatives;
  /** Characters that it took. */
  readonly length: number;
}

const named: Readonly<Record<string, string>> = {
  alnum: "A-Za-z0-9",
  alpha: "A-Za-z",
  digit: "0-9",
  lower: "a-z",
  upper: "A-Z",
  xdigit: "0-9A-Fa-f",
};

const RANGE = /^([A-Za-z0-9])-([A-Za-z0-9])/;

/**
 * Reads a bracket expression: letters and digits become a class of a glob, which can hold nothing else; each other character
 * becomes an alternative.
 */
export function readBracket(text: string): BracketRead {
  const isNegated = text.startsWith("[^");
  let at = isNegated ? 2 : 1;
  const first = at;
  let plain = "";
  const others = new Set<string>();
  while (at === first || text.charAt(at) !== "]") {
    const rest = text.slice(at);
    if (rest === "") refuse("bad", "a `[` without `]`");
    const member = readMember(rest);
    if (member.plain === "") others.add(member.other);
    else plain += member.plain;
    at += member.length;
  }
  const alternatives: Piece[][] = [...others].map((character) => [{ kind: "literal", character }]);
  if (isNegated && others.size > 0) refuse("inexact", "a class of what is neither letter nor digit");
  if (plain !== "") {
    const only: Piece =
      !isNegated && plain.length === 1
        ? { kind: "literal", character: plain }
        : { kind: "class", glob: `[${isNegated ? "!" : ""}${plain}]` };
    alternatives.unshift([only]);
  }
  return { alternatives, length: at + 1 };
}

interface Member {
  /** As a class of a glob has it; empty for what that cannot hold. */
  readonly plain: string;
  readonly other: string;
  readonly length: number;
}

function readMember(rest: string): Member {
  const [whole, name] = /^\[:([a-z]*):\]/.exec(rest) ?? [];
  if (whole !== undefined) {
    const plain = name === undefined || !Object.hasOwn(named, name) ? undefined : named[name];
    return plain === undefined
      ? refuse("inexact", `a class ${whole}`)
      : { plain, other: "", length: whole.length };
  }
  if (/^\[[.=:]/.test(rest)) refuse("inexact", "a collating element");
  const [range, from = "", to = ""] = RANGE.exec(rest) ?? [];
  if (range !== undefined) {
    if (from > to) refuse("bad", `a range ${range} that falls`);
    return { plain: range, other: "", length: 3 };
  }
  if (/^.-[^\]]/s.test(rest)) refuse("inexact", "a range of what is neither letter nor digit");
  const character = rest.charAt(0);
  return /[A-Za-z0-9]/.test(character)
    ? { plain: character, other: "", length: 1 }
    : { plain: "", other: character, length: 1 };
}
