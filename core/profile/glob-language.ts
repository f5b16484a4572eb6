import {
  acceptsCharacter,
  type Glob,
  type GlobToken,
  isAnything,
  isLiteral,
  matchesGlob,
  spread,
} from "./glob.ts";

/** Whether some text matches both. */
export function globsOverlap(one: Glob, other: Glob): boolean {
  if (one.text === other.text) return true;
  if (differAtEnd(one, other)) return false;
  const alphabet = representatives(one, other);
  return explore(one, other, alphabet, ({ inOne, inOther }) => inOne && inOther);
}

/** Whether every text that `inner` matches is matched by `outer` too. */
export function globCovers(outer: Glob, inner: Glob): boolean {
  if (outer.text === inner.text || isAnything(outer)) return true;
  if (isLiteral(inner)) return matchesGlob(outer, inner.text);
  if (isLiteral(outer) || differAtEnd(outer, inner)) return false;
  const alphabet = representatives(inner, outer);
  return !explore(inner, outer, alphabet, ({ inOne, inOther }) => inOne && !inOther);
}

/** Whether they begin or end with different characters: quick, and usual. */
function differAtEnd(one: Glob, other: Glob): boolean {
  return [0, -1].some((at) => {
    const [first, second] = [one.tokens.at(at), other.tokens.at(at)];
    return first?.kind === "literal" && second?.kind === "literal" && first.character !== second.character;
  });
}

interface Acceptance {
  readonly inOne: boolean;
  readonly inOther: boolean;
}

/** Whether some text reaches a pair of verdicts that `wanted` accepts: both patterns read it side by side. */
function explore(
  one: Glob,
  other: Glob,
  alphabet: readonly string[],
  wanted: (at: Acceptance) => boolean,
): boolean {
  const start: [number[], number[]] = [spread(one.tokens, [0]), spread(other.tokens, [0])];
  const waiting = [start];
  const seen = new Set([start.join("|")]);
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    const [ones, others] = pair;
    const inOne = ones.includes(one.tokens.length);
    if (wanted({ inOne, inOther: others.includes(other.tokens.length) })) return true;
    for (const character of alphabet) {
      const next: [number[], number[]] = [step(one, ones, character), step(other, others, character)];
      const key = next.join("|");
      if (next[0].length === 0 || seen.has(key)) continue;
      seen.add(key);
      waiting.push(next);
    }
  }
  return false;
}

function step({ tokens }: Glob, positions: readonly number[], character: string): number[] {
  const next = new Set<number>();
  for (const position of positions) {
    const token = tokens[position];
    if (token === undefined) continue;
    if (token.kind === "rest") next.add(position);
    else if (acceptsCharacter(token, character)) next.add(position + 1);
  }
  return spread(
    tokens,
    [...next].sort((a, b) => a - b),
  );
}

/**
 * Characters that stand for all others: those named by either pattern, the neighbours of ranges, and one
 * unnamed.
 */
function representatives(...globs: readonly Glob[]): string[] {
  const characters = new Set<string>();
  for (const token of globs.flatMap((glob): readonly GlobToken[] => glob.tokens)) {
    if (token.kind === "literal") characters.add(token.character);
    if (token.kind === "class") for (const range of token.ranges) addRange(characters, range);
  }
  for (let code = 0x7e; code >= 0x20; code--) {
    const character = String.fromCharCode(code);
    if (!characters.has(character) && character !== ":") {
      characters.add(character);
      break;
    }
  }
  return [...characters];
}

function addRange(characters: Set<string>, [from, to]: readonly [string, string]): void {
  for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++)
    characters.add(String.fromCharCode(code));
}
