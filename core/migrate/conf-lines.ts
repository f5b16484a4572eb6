import { decodeText, encodeText } from "../bytes/text.ts";

/** The text of one configuration file. */
export interface ConfText {
  /** What findings name. */
  readonly file: string;
  readonly text: string;
}

/** A line, or a part of one that is too long. Lines and columns count from 1. */
export interface ConfLine {
  readonly text: string;
  readonly line: number;
  /** Where the text begins. */
  readonly column: number;
}

/** Bytes that libmultipath reads at a time: what is longer goes on as if it were another line. */
export const LINE_BYTES = 1023;

/** The lines of a file: each ends at a line feed, at a carriage return behind its first other character, or at a NUL. */
export function confLines(text: string): ConfLine[] {
  return text.split("\n").flatMap((whole, index) => {
    let column = 1;
    return parts(whole).map((part): ConfLine => {
      const shown = (part.split("\0")[0] ?? "").replace(/^\r+/, (all) => " ".repeat(all.length));
      const line = { text: shown.replace(/\r.*$/s, ""), line: index + 1, column };
      column += part.length;
      return line;
    });
  });
}

function parts(whole: string): readonly string[] {
  if (whole.length * 3 <= LINE_BYTES) return [whole];
  const bytes = encodeText(whole);
  if (bytes.length <= LINE_BYTES) return [whole];
  const count = Math.ceil(bytes.length / LINE_BYTES);
  return Array.from({ length: count }, (_, at) =>
    decodeText(bytes.slice(at * LINE_BYTES, (at + 1) * LINE_BYTES)),
  );
}
