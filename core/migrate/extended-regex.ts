import { type BracketRead, readBracket } from "./regex-bracket.ts";
import { type Alternatives, either, joined, type Refusal, Refused, refuse } from "./regex-piece.ts";

/** An extended regular expression as alternatives without groups. */
export type ParsedRegex = { readonly kind: "alternatives"; readonly alternatives: Alternatives } | Refusal;

const EMPTY: Alternatives = [[]];
const DEEPEST = 16;

/**
 * Reads a POSIX extended regular expression as regcomp(3) of glibc does, as far as it can be written without groups and
 * repetitions. Never throws.
 */
export function parseRegex(text: string): ParsedRegex {
  try {
    const reader = new RegexReader(text);
    return { kind: "alternatives", alternatives: reader.readAll() };
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

class RegexReader {
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  readAll(): Alternatives {
    const read = this.readAlternatives();
    if (this.at < this.text.length) refuse("inexact", "a `)` without `(`");
    return read;
  }

  private readAlternatives(): Alternatives {
    let read = this.readBranch();
    while (this.peek() === "|") {
      this.at += 1;
      read = either(read, this.readBranch());
    }
    return read;
  }

  private readBranch(): Alternatives {
    let read = EMPTY;
    let isFirst = true;
    for (let next = this.peek(); next !== "" && next !== "|" && next !== ")"; next = this.peek()) {
      if (isFirst && /[*+?{]/.test(next)) refuse("bad", `nothing is in front of \`${next}\``);
      const atom = this.readAtom();
      isFirst = next === "^";
      read = joined(read, this.readRepetition(atom));
    }
    return read;
  }

  private readAtom(): Alternatives {
    const character = this.peek();
    if (character === "[") return this.take(readBracket(this.text.slice(this.at)));
    this.at += 1;
    switch (character) {
      case "(":
        return this.readGroup();
      case ".":
        return [[{ kind: "any" }]];
      case "^":
        return [[{ kind: "start" }]];
      case "$":
        return [[{ kind: "end" }]];
      case "\\":
        return this.readEscaped();
      default:
        return [[{ kind: "literal", character }]];
    }
  }

  private readGroup(): Alternatives {
    this.depth += 1;
    if (this.depth > DEEPEST) refuse("inexact", "its groups are nested too deep");
    const read = this.readAlternatives();
    if (this.peek() !== ")") refuse("bad", "a `(` without `)`");
    this.at += 1;
    this.depth -= 1;
    return read;
  }

  private readEscaped(): Alternatives {
    const character = this.peek();
    if (character === "") refuse("bad", "a `\\` at the end");
    if (/[A-Za-z0-9<>`']/.test(character)) {
      refuse("inexact", `\`\\${character}\` is no part of POSIX' expressions`);
    }
    this.at += 1;
    return [[{ kind: "literal", character }]];
  }

  private take({ alternatives, length }: BracketRead): Alternatives {
    this.at += length;
    return alternatives;
  }

  private readRepetition(atom: Alternatives): Alternatives {
    const character = this.peek();
    if (character === "" || !"*+?{".includes(character)) return atom;
    if (atom.some((sequence) => sequence.some(({ kind }) => kind === "start" || kind === "end"))) {
      if (character !== "{" && atom.length === 1 && atom[0]?.length === 1 && atom[0][0]?.kind === "start") {
        refuse("bad", `nothing is in front of \`${character}\``);
      }
      refuse("inexact", "an anchor is repeated");
    }
    const repeated = this.repeat(atom, character);
    if (/[*+?{]/.test(this.peek())) refuse("inexact", "a repetition is repeated");
    return repeated;
  }

  private repeat(atom: Alternatives, character: string): Alternatives {
    if (character === "{") return this.readInterval(atom);
    this.at += 1;
    if (character === "?") return either(EMPTY, atom);
    return character === "*" ? someOf(atom) : joined(atom, someOf(atom));
  }

  private readInterval(atom: Alternatives): Alternatives {
    const [whole = "", least = "", comma, most = ""] =
      /^\{(\d{0,5})(,?)(\d{0,5})\}/.exec(this.text.slice(this.at)) ?? [];
    if (whole === "" || (least === "" && most === "")) refuse("inexact", "an interval that is none");
    this.at += whole.length;
    const from = Number(least);
    const to = comma === "" ? from : most === "" ? undefined : Number(most);
    if (to !== undefined && to < from) refuse("bad", "an interval that falls");
    if (Math.max(from, to ?? 0) > 128) refuse("inexact", "it is too long");
    let read = EMPTY;
    for (let count = 0; count < from; count++) read = joined(read, atom);
    if (to === undefined) return joined(read, someOf(atom));
    let all = read;
    for (let count = from; count < to; count++) {
      read = joined(read, atom);
      all = either(all, read);
    }
    return all;
  }

  private peek(): string {
    return this.text.charAt(this.at);
  }
}

/** Any number of them: of any character that is `.*`. */
function someOf(atom: Alternatives): Alternatives {
  const isAny = atom.length === 1 && atom[0]?.length === 1 && atom[0][0]?.kind === "any";
  return [[{ kind: isAny ? "rest" : "some" }]];
}
