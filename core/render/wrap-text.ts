import { COLOUR, displayWidth } from "./display-width.ts";

/**
 * Breaks the lines of escaped text between words so that none is wider than `width` cells; absent: nothing is changed.
 * What a line is continued by stands `hang` cells right of the line's own first word, or as much less as the longest
 * word needs. A word that is wider than the terminal stays whole: names are there to be copied.
 */
export function wrapText(text: string, width: number | undefined, hang = 2): string {
  if (width === undefined || width < 1) return text;
  return text
    .split("\n")
    .map((line) => (displayWidth(line) <= width ? line : wrapLine(line, width, hang)))
    .join("\n");
}

interface Word {
  readonly gap: string;
  readonly text: string;
  readonly cells: number;
}

function wrapLine(line: string, width: number, hang: number): string {
  const words = [...line.matchAll(WORD)].map(([, gap = "", text = ""]): Word => {
    return { gap, text, cells: displayWidth(text) };
  });
  const indent = (words[0]?.gap.length ?? 0) + leadingBlanks(words[0]?.text ?? "");
  const longest = Math.max(0, ...words.map(({ cells }) => cells));
  const hung = Math.max(Math.min(indent + hang, width - longest), 0);
  const lines: string[] = [];
  let open = "";
  let used = 0;
  for (const { gap, text, cells } of words) {
    if (open !== "" && used + gap.length + cells > width) {
      lines.push(open);
      open = " ".repeat(hung) + text;
      used = hung + cells;
    } else {
      open += gap + text;
      used += gap.length + cells;
    }
  }
  return [...lines, open].join("\n");
}

/** Blanks, then what holds none; escape sequences in front of blanks belong to the first word, with those blanks. */
const WORD = new RegExp(`( *)((?:(?:${COLOUR})+ +)?[^ ]+)`, "g");
const COLOURED_BLANKS = new RegExp(`^(?:${COLOUR})+( +)`);

function leadingBlanks(word: string): number {
  return COLOURED_BLANKS.exec(word)?.[1]?.length ?? 0;
}
