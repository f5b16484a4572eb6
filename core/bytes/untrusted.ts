import { decodeText, encodeText, utf8LengthAt } from "./text.ts";

declare const untrusted: unique symbol;

/**
 * Text that a device chose: INQUIRY strings, names, serial numbers. It may hold anything, quotes, escapes,
 * control characters and (as lone surrogates, see `decodeText`) bytes that are no UTF-8. Only a renderer that
 * escapes for its sink may put it into a rule, key, table, file name or terminal.
 */
export type Untrusted = string & { readonly [untrusted]: true };

/** Marks text as coming from a device. */
export function untrustedText(text: string): Untrusted {
  return text as Untrusted;
}

/** Text of a device's bytes, see `decodeText`. */
export function untrustedBytes(bytes: Uint8Array): Untrusted {
  return decodeText(bytes) as Untrusted;
}

/**
 * What udev's `$attr{NAME}` gives for an attribute whose text is `text`: ended at a NUL; trailing blanks dropped; letters, digits,
 * `#+-.:=@_`, `/ $%?,`, `\x` and valid UTF-8 kept; other white space made a blank; every other byte made `_`.
 * The result is what a rule compares, looks up in the hwdb or puts into a file name, to the byte
 * (systemd's `udev_replace_chars` with its allowed input characters; the same from v195 to v258).
 */
export function udevReplace(text: string): string {
  const seen = (text.split("\0")[0] ?? "").replace(/[ \t\n\r]+$/, "");
  return decodeText(replaceBytes(encodeText(seen), ATTRIBUTE_CHARACTERS));
}

/** The replacement itself, on bytes, with the extra characters that the caller of it allows. */
export function replaceBytes(text: Uint8Array, allowed: Uint8Array): Uint8Array {
  const bytes = Uint8Array.from(text);
  let at = 0;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (isPlain(byte) || allowed.includes(byte)) at += 1;
    else if (byte === BACKSLASH && bytes[at + 1] === LOWER_X) at += 2;
    else if (byte >= 0x80 && isAssigned(bytes, at)) at += utf8LengthAt(bytes, at);
    else {
      bytes[at] = isWhiteSpace(byte) && allowed.includes(BLANK) ? BLANK : UNDERSCORE;
      at += 1;
    }
  }
  return bytes;
}

const BACKSLASH = 0x5c;
const LOWER_X = 0x78;
const BLANK = 0x20;
const UNDERSCORE = 0x5f;
const PLAIN = encodeText("#+-.:=@_");
const ATTRIBUTE_CHARACTERS = encodeText("/ $%?,");

function isPlain(byte: number): boolean {
  const letter = byte | 0x20;
  const isLetter = letter >= 0x61 && letter <= 0x7a && byte < 0x80;
  return isLetter || (byte >= 0x30 && byte <= 0x39) || PLAIN.includes(byte);
}

function isWhiteSpace(byte: number): boolean {
  return byte === BLANK || (byte >= 0x09 && byte <= 0x0d);
}

/** Valid UTF-8 of a code point that is no noncharacter: systemd refuses U+FDD0 to U+FDEF and U+xxFFFE, U+xxFFFF. */
function isAssigned(bytes: Uint8Array, at: number): boolean {
  const length = utf8LengthAt(bytes, at);
  if (length === 0) return false;
  const point = decodeText(bytes.slice(at, at + length)).codePointAt(0) ?? 0;
  return !(point >= 0xfdd0 && point <= 0xfdef) && (point & 0xfffe) !== 0xfffe;
}
