/**
 * Text for a terminal: control characters (C0, DEL, C1), line and paragraph separators, the characters that turn the
 * writing direction or are invisible, and bytes that were no UTF-8 are shown as escapes; so is the backslash, that an
 * escape cannot be forged. The result has one line, moves no cursor, and reads the same however it is laid out.
 */
export function terminalText(text: string): string {
  let shown = "";
  for (const character of text) shown += isHarmless(character) ? character : escapeCharacter(character);
  return shown;
}

/** Everything printable except backslash and what Unicode calls a format, control, surrogate or separator character. */
function isHarmless(character: string): boolean {
  return character === " " || !/[\\\p{C}\p{Zl}\p{Zp}\p{Zs}]/u.test(character);
}

function escapeCharacter(character: string): string {
  if (character === "\\") return "\\\\";
  const point = character.codePointAt(0) ?? 0;
  // A lone surrogate U+DC80 to U+DCFF stands for one byte that was no UTF-8.
  if (point >= 0xdc80 && point <= 0xdcff) return `\\x${(point - 0xdc00).toString(16)}`;
  if (point < 0x80) return `\\x${point.toString(16).padStart(2, "0")}`;
  return `\\u{${point.toString(16)}}`;
}
