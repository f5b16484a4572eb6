import { exclusionGlob } from "../profile/exclusion-glob.ts";
import type { Glob } from "../profile/glob.ts";
import { globCovers } from "../profile/glob-language.ts";
import { parseRegex } from "./extended-regex.ts";
import { type Piece, type Refusal, Refused, refuse, type Sequence } from "./regex-piece.ts";

/** Globs of which one has to fit. */
export type RegexGlobs = { readonly kind: "globs"; readonly globs: readonly string[] } | Refusal;

/**
 * The globs that together match what an expression finds a match in, over texts as udev writes them: no more, no less. Where
 * there are none, why. Never throws. `isAbout` says of a sequence whether it matters; without those that do not, the list may
 * be empty.
 */
export function regexGlobs(text: string, isAbout: (sequence: Sequence) => boolean = () => true): RegexGlobs {
  const parsed = parseRegex(text);
  if (parsed.kind !== "alternatives") return parsed;
  try {
    const read = parsed.alternatives.filter(isAbout).map(globOf);
    return { kind: "globs", globs: withoutCovered(read).map(({ text }) => text) };
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

/** A glob as it is written, and as it is read. */
interface Spelled {
  readonly text: string;
  readonly glob: Glob;
}

function globOf(sequence: Sequence): Spelled {
  const isStarted = sequence[0]?.kind === "start";
  const isEnded = sequence.at(-1)?.kind === "end";
  const inner = sequence.slice(isStarted ? 1 : 0, isEnded ? -1 : undefined);
  const rest: Piece = { kind: "rest" };
  const pieces = absorbed([...(isStarted ? [] : [rest]), ...inner, ...(isEnded ? [] : [rest])]);
  const text = pieces.map(spelled).join("");
  const parsed = exclusionGlob(text);
  return parsed.kind === "glob" ? { text, glob: parsed.glob } : refuse("inexact", parsed.problem);
}

/** Any number of something, none too, beside any text at all is any text. */
function absorbed(pieces: readonly Piece[]): readonly Piece[] {
  const kept: Piece[] = [];
  for (const piece of pieces) {
    const before = kept.at(-1)?.kind;
    if (before === "rest" && (piece.kind === "some" || piece.kind === "rest")) continue;
    if (piece.kind === "rest") while (kept.at(-1)?.kind === "some") kept.pop();
    if (piece.kind !== "rest" || kept.at(-1)?.kind !== "rest") kept.push(piece);
  }
  return kept;
}

function spelled(piece: Piece): string {
  switch (piece.kind) {
    case "literal":
      return /[*?[\]!]/.test(piece.character)
        ? refuse("inexact", `\`${piece.character}\` has another meaning in a glob`)
        : piece.character;
    case "class":
      return piece.glob;
    case "any":
      return "?";
    case "rest":
      return "*";
    case "some":
      return refuse("inexact", "a repetition of anything but `.`");
    case "start":
    case "end":
      return refuse("inexact", "an anchor within");
  }
}

/** Without those that another one covers; of equals the first stays. */
function withoutCovered(all: readonly Spelled[]): readonly Spelled[] {
  return all.filter(
    ({ glob }, at) =>
      !all.some(
        ({ glob: other }, index) =>
          index !== at && globCovers(other, glob) && (index < at || !globCovers(glob, other)),
      ),
  );
}
