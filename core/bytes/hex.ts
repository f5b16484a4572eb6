/** Bytes, or where the hex text is wrong: offset in characters from 0. */
export type HexResult =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "error"; readonly code: "hex-digit" | "hex-odd" | "hex-empty"; readonly offset: number };

/**
 * Reads hex text: pairs of digits, upper or lower case, as one run or apart. Between pairs there may be blanks,
 * tabs, commas, colons and dashes, and a byte or run may begin with 0x. A digit without its partner is an error,
 * also before a separator, so that `0 0 8` is never read as two bytes.
 */
export function parseHex(text: string): HexResult {
  const bytes: number[] = [];
  let at = 0;
  let isFresh = true;
  while (at < text.length) {
    if (SEPARATORS.has(text.charAt(at))) {
      at += 1;
      isFresh = true;
      continue;
    }
    if (isFresh && text.slice(at, at + 2).toLowerCase() === "0x") at += 2;
    isFresh = false;
    const byte = hexDigit(text, at) * 16 + hexDigit(text, at + 1);
    if (Number.isNaN(byte)) return hexError(text, at);
    bytes.push(byte);
    at += 2;
  }
  if (bytes.length === 0) return { kind: "error", code: "hex-empty", offset: 0 };
  return { kind: "bytes", bytes: Uint8Array.from(bytes) };
}

/** Which of the two characters at `at` is no digit, and whether it is wrong or missing. */
function hexError(text: string, at: number): HexResult {
  const offset = Number.isNaN(hexDigit(text, at)) ? at : at + 1;
  const isMissing = offset >= text.length || SEPARATORS.has(text.charAt(offset));
  return isMissing
    ? { kind: "error", code: "hex-odd", offset: at }
    : { kind: "error", code: "hex-digit", offset };
}

/** Lower case, two digits a byte, nothing between. */
export function formatHex(bytes: Uint8Array): string {
  let text = "";
  for (const byte of bytes) text += PAIRS[byte];
  return text;
}

const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

const SEPARATORS = new Set([" ", "\t", "\r", ",", ":", "-"]);

function hexDigit(text: string, at: number): number {
  const code = text.charCodeAt(at);
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 && code < 0x80 ? letter - 0x57 : Number.NaN;
}
