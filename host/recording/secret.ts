import { decodeLatin1, encodeText } from "../../core/bytes/text.ts";
import { hexSpellings, textSpellings } from "./spellings.ts";

/** Something that identifies a LUN or port, and which of its characters may not change. */
export interface Secret {
  readonly text: string;
  readonly kind: "hex" | "text";
  /** Whether the character at this index stays. */
  readonly keeps: (index: number) => boolean;
}

/** A secret in one of its spellings, one character per byte, and what stands for it. */
export interface Substitute {
  readonly from: string;
  readonly to: string;
}

/** Shorter texts are too likely to mean something else where they stand. */
const SHORTEST = 5;
/** A text of one digit is given back unchanged this often in a row once in 10^32 times; one of signs alone always is. */
const ATTEMPTS = 32;

/** A binary id by its hex digits. NAA and OUI stay (SPC-6 7.7.6.6), of an EUI-64 the OUI; of others nothing. */
export function hexSecret(digits: string, kind: "naa" | "eui-64" | "md5" = "naa"): Secret {
  const text = digits.toLowerCase();
  return { text, kind: "hex", keeps: kind === "md5" ? () => false : keptDigits(text, kind) };
}

/** The OUI of an EUI-64 of 16 bytes stands behind its extension (SPC-6 7.7.6.5), that of the others in front. */
function keptDigits(digits: string, kind: "naa" | "eui-64"): (index: number) => boolean {
  if (kind === "eui-64")
    return digits.length === 32 ? (index) => index >= 16 && index < 22 : (index) => index < 6;
  if (digits.startsWith("2")) return (index) => index === 0 || (index >= 4 && index < 10);
  if (digits.startsWith("3")) return (index) => index === 0;
  return (index) => index < 7;
}

/** A UUID where it stands alone; of its five parts some are short enough to be passed over as words. */
const UUID = "(?<![0-9A-Za-z])[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?![0-9A-Za-z])";
const WORDS = new RegExp(`${UUID}|[0-9A-Za-z]+`, "gi");

/** The texts in a serial number or name: the whole, or its words that look like numbers (a product's name stays). */
export function textSecrets(text: string, whole: boolean): readonly Secret[] {
  const trimmed = decodeLatin1(encodeText(text)).trim();
  const words = whole ? [trimmed] : (trimmed.match(WORDS) ?? []).filter((word) => /\d/.test(word));
  return words.filter((word) => word.length >= SHORTEST && new Set(word).size > 1).map(wordSecret);
}

function wordSecret(word: string): Secret {
  if (new RegExp(`^${UUID}$`, "i").test(word)) return hexSecret(word.replaceAll("-", ""), "md5");
  if (/^[2356][0-9a-f]{15}$|^6[0-9a-f]{31}$/i.test(word)) return hexSecret(word);
  return { text: word, kind: "text", keeps: () => false };
}

/** Every spelling of every secret with what stands for it; `stream` gives 64 bytes that depend on a seed. */
export function substitutes(
  secrets: readonly Secret[],
  stream: (seed: string) => Uint8Array,
): readonly Substitute[] {
  const distinct = new Map(secrets.map((secret) => [secret.text, secret]));
  return [...distinct.values()].flatMap((secret) => {
    const spell = secret.kind === "hex" ? hexSpellings : textSpellings;
    const to = spell(substituteOf(secret, distinct, stream));
    // Half of an id may be nothing but zeros, which mean something else where they stand.
    return spell(secret.text)
      .map((from, index) => ({ from, to: to[index] ?? "" }))
      .filter(({ from }) => new Set(from).size > 1);
  });
}

/** Chance may give a short secret back as it was, or another one: then it is asked again, as long as something can change. */
function substituteOf(
  secret: Secret,
  all: ReadonlyMap<string, Secret>,
  stream: (seed: string) => Uint8Array,
): string {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const made = drawn(secret, (block) => stream(`${secret.kind} ${secret.text} ${attempt} ${block}`));
    if (!all.has(made)) return made;
  }
  return secret.text;
}

function drawn({ text, kind, keeps }: Secret, stream: (block: number) => Uint8Array): string {
  let made = "";
  for (let at = 0; at < text.length; at++) {
    const chance = stream(at >> 6)[at & 63] ?? 0;
    const character = text[at] ?? "";
    made += keeps(at)
      ? character
      : kind === "hex"
        ? "0123456789abcdef"[chance & 15]
        : sameClass(character, chance);
  }
  return made;
}

function sameClass(character: string, chance: number): string {
  if (/\d/.test(character)) return String(chance % 10);
  if (/[a-z]/.test(character)) return String.fromCharCode(97 + (chance % 26));
  if (/[A-Z]/.test(character)) return String.fromCharCode(65 + (chance % 26));
  return character;
}
