import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";

/** What parsing gives: a value, or the one diagnostic that says where it broke. */
export type Parsed<T> =
  | { readonly kind: "parsed"; readonly value: T }
  | { readonly kind: "broken"; readonly diagnostic: Diagnostic };

interface Word {
  readonly text: string;
  /** 1-based. */
  readonly column: number;
}

/**
 * The words of a dm table or status, read one after the other. The first word that is missing or is not what was
 * asked for is remembered in `problem`; what is read after it is empty, so that a parser needs one test at its end.
 */
export class TableWords {
  private readonly words: readonly Word[];
  private at = 0;
  private readonly end: number;
  problem: { readonly message: string; readonly column: number } | undefined;

  /** `column` is the place of the text in its line, 1-based. */
  constructor(text: string, column = 1) {
    this.words = [...text.matchAll(/\S+/g)].map((match) => ({
      text: match[0],
      column: column + (match.index ?? 0),
    }));
    this.end = column + text.length;
  }

  word(what: string): string {
    const word = this.words[this.at];
    if (word === undefined) return this.fail(`ends where ${what} should follow`, this.end);
    this.at += 1;
    return this.problem === undefined ? word.text : "";
  }

  some(count: number, what: string): readonly string[] {
    const taken: string[] = [];
    while (taken.length < count && this.problem === undefined) taken.push(this.word(what));
    return this.problem === undefined ? taken : [];
  }

  /** A decimal number; 0 when there is none. */
  count(what: string): number {
    const column = this.words[this.at]?.column ?? this.end;
    const text = this.word(what);
    if (this.problem !== undefined) return 0;
    if (/^\d{1,15}$/.test(text)) return Number(text);
    this.fail(`has "${text}" where ${what} should be`, column);
    return 0;
  }

  /** A block device as the kernel names it, `major:minor`. */
  device(): string {
    const column = this.words[this.at]?.column ?? this.end;
    const text = this.word("a device");
    if (this.problem === undefined && !/^\d{1,10}:\d{1,10}$/.test(text)) {
      this.fail(`has "${text}" where major:minor should be`, column);
    }
    return text;
  }

  /** Notes words that nothing asked for. */
  finish(): void {
    const extra = this.words[this.at];
    if (extra !== undefined) this.fail(`goes on with "${extra.text}" where it should end`, extra.column);
  }

  /** The value, unless a problem was met on the way. */
  result<T>(value: T, code: "table-syntax" | "status-syntax", subject: string): Parsed<T> {
    const { problem } = this;
    if (problem === undefined) return { kind: "parsed", value };
    return {
      kind: "broken",
      diagnostic: diagnose(code, subject, problem.message, { place: { column: problem.column } }),
    };
  }

  fail(message: string, column: number): string {
    this.problem ??= { message, column };
    return "";
  }
}
