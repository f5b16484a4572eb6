/** One piece of a line of multipath.conf(5), as libmultipath cuts it. Columns count from 1. */
export interface ConfWord {
  /** `quote` is one double quote, the text between two of them is one word. */
  readonly kind: "word" | "quote" | "brace";
  readonly text: string;
  readonly column: number;
}

const COMMENT = /[!#]/;
/** White space, and every character that is not ASCII: both only separate. */
const SEPARATORS = /[ \t\n\v\f\r\u0080-\uffff]*/y;
const WORD = /[^ \t\n\v\f\r\u0080-\uffff!#{}"]+/y;
/** Two double quotes stand for one; a single one ends it. */
const QUOTED = /(?:[^"]|"")*/y;

/**
 * The words of one line. A comment begins with `!` or `#` anywhere outside of double quotes, also in the middle of a word.
 * What a line ends in while quoted counts as if the quote were there.
 */
export function confWords(line: string): readonly ConfWord[] {
  const words: ConfWord[] = [];
  let isQuoted = false;
  let at = endOf(SEPARATORS, line, 0);
  while (at < line.length && (isQuoted || !COMMENT.test(line.charAt(at)))) {
    const word = readWord(line, at, isQuoted);
    words.push(word.word);
    if (word.word.kind === "quote") isQuoted = !isQuoted;
    at = isQuoted ? word.end : endOf(SEPARATORS, line, word.end);
  }
  return words;
}

function readWord(
  line: string,
  at: number,
  isQuoted: boolean,
): { readonly word: ConfWord; readonly end: number } {
  const character = line.charAt(at);
  const column = at + 1;
  if (character === '"' && !(isQuoted && line.charAt(at + 1) === '"')) {
    return { word: { kind: "quote", text: character, column }, end: at + 1 };
  }
  if (!isQuoted && (character === "{" || character === "}")) {
    return { word: { kind: "brace", text: character, column }, end: at + 1 };
  }
  const end = endOf(isQuoted ? QUOTED : WORD, line, at);
  const text = line.slice(at, end);
  return { word: { kind: "word", text: isQuoted ? text.replaceAll('""', '"') : text, column }, end };
}

function endOf(pattern: RegExp, line: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(line) ? pattern.lastIndex : at;
}
