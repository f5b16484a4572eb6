import { decodeText, encodeText } from "../bytes/text.ts";

/** What a line of a KEY=VALUE file is. */
export type Line =
  | { readonly kind: "pair"; readonly key: string; readonly value: string }
  | { readonly kind: "empty" }
  | { readonly kind: "broken"; readonly message: string };

/**
 * Reads one line as udev's IMPORT{file} does: blanks around line, key and value do not count, `#` begins a comment only
 * at the start of the line, one pair of equal quotes around the value is taken off, nothing is unescaped, and an empty
 * value breaks the line.
 */
export function parseLine(line: string): Line {
  const text = line.trim();
  if (text === "" || text.startsWith("#")) return { kind: "empty" };
  const sign = text.indexOf("=");
  if (sign < 0) return { kind: "broken", message: "has no =" };
  const key = text.slice(0, sign).trim();
  const quoted = text.slice(sign + 1).trim();
  if (key === "") return { kind: "broken", message: "has no key" };
  if (quoted === "") return { kind: "broken", message: `gives ${key} no value` };
  const quote = quoted.charAt(0);
  if (quote !== '"' && quote !== "'") return { kind: "pair", key, value: quoted };
  if (quoted.length === 1 || !quoted.endsWith(quote)) {
    return { kind: "broken", message: `opens a quote for ${key} and does not close it` };
  }
  return { kind: "pair", key, value: quoted.slice(1, -1) };
}

/** A text as it can stand in a line: printable ASCII, everything else and the backslash as \xNN. */
export function escapeValue(text: string): string {
  return escapeBytes(text, /^[ -[\]-~]$/);
}

/** As `escapeValue`, without blanks: one word. */
export function escapeWord(text: string): string {
  return escapeBytes(text, /^[!-[\]-~]$/);
}

export function unescapeValue(text: string): string {
  return text.replace(/(?:\\x[0-9a-f]{2})+/g, (run) => {
    const bytes = [...run.matchAll(/\\x(..)/g)].map(([, hex = "00"]) => Number.parseInt(hex, 16));
    return decodeText(Uint8Array.from(bytes));
  });
}

function escapeBytes(text: string, kept: RegExp): string {
  let escaped = "";
  for (const byte of encodeText(text)) {
    const character = String.fromCharCode(byte);
    escaped += kept.test(character) ? character : `\\x${byte.toString(16).padStart(2, "0")}`;
  }
  return escaped;
}
