/**
 * Cells that text takes on a terminal: none for colours (ESC [ … m) and for marks that stand over the character before
 * them, two for East Asian wide characters and most emoji, one for any other. Other control characters do not come here:
 * see `terminalText`.
 */
export function displayWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let cells = 0;
  for (const character of text.replace(COLOURS, "")) cells += cellsOf(character);
  return cells;
}

/** Cells of one character. */
export function cellsOf(character: string): number {
  const point = character.codePointAt(0) ?? 0;
  if (point < 0x300) return 1;
  if (MARK.test(character)) return 0;
  return WIDE.some(([first, last]) => point >= first && point <= last) ? 2 : 1;
}

const PLAIN = /^[ -~]*$/;
const MARK = /^[\p{Mn}\p{Me}\p{Cf}]$/u;
/** A colour, the only escape sequence that a style adds, as the source of a pattern. */
export const COLOUR = `${String.fromCharCode(0x1b)}\\[[\\d;]*m`;
const COLOURS = new RegExp(COLOUR, "g");

/** Blocks of wide characters (Unicode's EastAsianWidth.txt, W and F), the gaps between small ones included. */
const WIDE: readonly (readonly [first: number, last: number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x4dbf],
  [0x4e00, 0xa4cf],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6f],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x18cff],
  [0x1b000, 0x1b2ff],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1f6ff],
  [0x1f900, 0x1f9ff],
  [0x1fa70, 0x1faff],
  [0x20000, 0x3fffd],
];
