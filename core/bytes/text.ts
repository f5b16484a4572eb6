/**
 * Bytes as text: UTF-8, where each byte that is no part of a valid sequence becomes the lone surrogate
 * U+DC00 + byte. So every byte string has one text, and `encodeText` gives the same bytes back.
 */
export function decodeText(bytes: Uint8Array): string {
  let text = "";
  let at = 0;
  while (at < bytes.length) {
    const run = asciiRun(bytes, at);
    if (run > 0) {
      // In runs, because one call per character is what makes reading a large file slow.
      text += fromAscii(run === bytes.length ? bytes : bytes.subarray(at, at + run));
      at += run;
      continue;
    }
    const length = utf8LengthAt(bytes, at);
    if (length === 0) {
      text += String.fromCharCode(0xdc00 + (bytes[at] ?? 0));
      at += 1;
      continue;
    }
    text += String.fromCodePoint(codePointAt(bytes, at, length));
    at += length;
  }
  return text;
}

/** Engines take typed arrays for an argument list, and are quicker with them than with a spread. */
function fromAscii(bytes: Uint8Array): string {
  return String.fromCharCode.apply(null, bytes as unknown as number[]);
}

/** The bytes of a text, as UTF-8; U+DC80 to U+DCFF give the single bytes that `decodeText` made them of. */
export function encodeText(text: string): Uint8Array {
  const plain = encodeAscii(text);
  if (plain !== undefined) return plain;
  const bytes: number[] = [];
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    if (point < 0x80) bytes.push(point);
    else if (point >= 0xdc80 && point <= 0xdcff) bytes.push(point - 0xdc00);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), continuation(point));
    else if (point < 0x1_0000)
      bytes.push(0xe0 | (point >> 12), continuation(point >> 6), continuation(point));
    else {
      bytes.push(
        0xf0 | (point >> 18),
        continuation(point >> 12),
        continuation(point >> 6),
        continuation(point),
      );
    }
  }
  return Uint8Array.from(bytes);
}

function encodeAscii(text: string): Uint8Array | undefined {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x80) return undefined;
    bytes[at] = code;
  }
  return bytes;
}

/** One character per byte, U+0000 to U+00FF. */
export function decodeLatin1(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** Text of a sysfs attribute: up to the first NUL, trailing white space dropped. */
export function attributeText(bytes: Uint8Array): string {
  const nul = bytes.indexOf(0);
  return decodeText(nul < 0 ? bytes : bytes.slice(0, nul)).replace(/[ \t-\r]+$/, "");
}

/** Without leading and trailing blanks and trailing NULs, as fixed fields are padded. */
export function trimField(text: string): string {
  return text.replace(/^ +/, "").replace(/[ \0]+$/, "");
}

/** Length of the valid UTF-8 sequence that begins at `at` (RFC 3629: shortest form, no surrogates), 0 if none does. */
export function utf8LengthAt(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0xff;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) return 0;
  for (let index = 1; index < length; index++) {
    if (((bytes[at + index] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  const point = codePointAt(bytes, at, length);
  const least = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x1_0000;
  return point < least || point > 0x10_ffff || (point >= 0xd800 && point <= 0xdfff) ? 0 : length;
}

/** Bytes below 80h from `at` on, at most 1024, which is safe as an argument list. */
function asciiRun(bytes: Uint8Array, at: number): number {
  const limit = Math.min(bytes.length, at + 1024);
  let end = at;
  while (end < limit && (bytes[end] ?? 0x80) < 0x80) end += 1;
  return end - at;
}

function codePointAt(bytes: Uint8Array, at: number, length: number): number {
  const first = bytes[at] ?? 0;
  let point = length === 1 ? first : first & (0x7f >> length);
  for (let index = 1; index < length; index++) point = (point << 6) | ((bytes[at + index] ?? 0) & 0x3f);
  return point;
}

function continuation(bits: number): number {
  return 0x80 | (bits & 0x3f);
}
