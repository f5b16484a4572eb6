import { wantsBrace } from "./conf-section.ts";
import type { ConfWord } from "./conf-words.ts";

/** A remark about a line; the column counts from 1 within the line. */
export interface Remark {
  readonly code: "conf-brace" | "conf-quote" | "conf-value-missing" | "conf-extra";
  readonly message: string;
  readonly column: number;
}

/** What a line says. */
export type Statement =
  | { readonly kind: "close"; readonly column: number; readonly remarks: readonly Remark[] }
  | {
      readonly kind: "keyword";
      readonly keyword: string;
      /** Empty where a brace follows. */
      readonly value: string;
      readonly column: number;
      readonly remarks: readonly Remark[];
    }
  /** libmultipath goes on to the next line. */
  | { readonly kind: "skipped"; readonly remarks: readonly Remark[] };

/**
 * Reads the words of a line: a keyword with one value or an opening brace, or a closing brace. What follows is not looked at.
 */
export function readStatement(words: readonly [ConfWord, ...ConfWord[]]): Statement {
  const [first, second] = words;
  const { column } = first;
  if (first.kind === "brace" && first.text === "{") {
    return skipped("conf-brace", "`{` without a keyword in front", column);
  }
  if (first.kind === "brace") return { kind: "close", column, remarks: extra(words, 1) };
  const keyword = first.kind === "quote" ? '"' : first.text;
  const statement = { kind: "keyword", keyword, column } as const;
  if (wantsBrace(keyword)) return { ...statement, value: "", remarks: bracing(keyword, words) };
  if (second === undefined) return skipped("conf-value-missing", `${shown(keyword)} has no value`, column);
  if (second.kind !== "quote") return { ...statement, value: second.text, remarks: extra(words, 2) };
  return quoted(statement, words, second);
}

function quoted(
  statement: { readonly kind: "keyword"; readonly keyword: string; readonly column: number },
  words: readonly ConfWord[],
  quote: ConfWord,
): Statement {
  const [third, fourth] = words.slice(2);
  if (third?.kind === "quote") return { ...statement, value: "", remarks: extra(words, 3) };
  const value = third?.text ?? "";
  if (fourth === undefined) {
    const message = `the quote before the value of ${shown(statement.keyword)} is not closed`;
    return { ...statement, value, remarks: [{ code: "conf-quote", message, column: quote.column }] };
  }
  return { ...statement, value, remarks: extra(words, 4) };
}

function bracing(keyword: string, words: readonly ConfWord[]): readonly Remark[] {
  const brace = words[1];
  if (brace?.kind === "brace" && brace.text === "{") return extra(words, 2);
  const column = brace?.column ?? words[0]?.column ?? 1;
  return [{ code: "conf-brace", message: `\`{\` is missing behind ${keyword}`, column }];
}

function extra(words: readonly ConfWord[], from: number): readonly Remark[] {
  const word = words[from];
  return word === undefined
    ? []
    : [
        {
          code: "conf-extra",
          message: `what begins with ${shown(word.text)} is ignored`,
          column: word.column,
        },
      ];
}

function skipped(code: Remark["code"], message: string, column: number): Statement {
  return { kind: "skipped", remarks: [{ code, message, column }] };
}

function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
