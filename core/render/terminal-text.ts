declare const terminal: unique symbol;

/** Text that a terminal shows as it is: no control characters, nothing that turns the line around. */
export type TerminalText = string & { readonly [terminal]: true };

/**
 * Escapes text for a terminal or a log: control characters, bytes that are no UTF-8, characters that are invisible
 * or change the direction of the line become `\x1b` or `\u{202e}`, and a backslash is doubled. Everything that a
 * device, a file name or another program chose passes through here before it is printed.
 */
export function terminalText(text: string): TerminalText {
  if (PLAIN.test(text)) return text as TerminalText;
  let shown = "";
  for (const character of text) shown += shownAs(character);
  return shown as TerminalText;
}

const PLAIN = /^[ -[\]-~]*$/;
/** Invisible, direction-changing and combining characters, line and paragraph separators, private use. */
const UNSEEN = /^[\p{C}\p{Zl}\p{Zp}\p{M}]$/u;

function shownAs(character: string): string {
  const point = character.codePointAt(0) ?? 0;
  if (character === "\\") return "\\\\";
  if (point < 0x20 || (point >= 0x7f && point < 0xa0)) return escapedByte(point);
  if (point >= 0xdc80 && point <= 0xdcff) return escapedByte(point - 0xdc00);
  return UNSEEN.test(character) ? `\\u{${point.toString(16)}}` : character;
}

function escapedByte(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}
