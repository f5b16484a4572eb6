import { udevReplace } from "../bytes/untrusted.ts";
import { type Glob, matchesGlob, type ParsedGlob, parseGlob } from "./glob.ts";

/**
 * The glob of an exclusion's pattern. A `!` in front, which no glob can begin with, means everything else. The colon of a
 * protocol stands for itself: the pattern is no part of an hwdb key.
 */
export function exclusionGlob(pattern: string): ParsedGlob {
  const known = globs.get(pattern);
  if (known !== undefined) return known;
  const parsed = parseGlob(withoutColon(pattern.replace(/^!/, "")));
  globs.set(pattern, parsed);
  return parsed;
}

/** Whether a pattern is about this text. One that cannot be read is about none. */
export function fitsExclusion(pattern: string, text: string): boolean {
  const parsed = exclusionGlob(pattern);
  if (parsed.kind === "bad") return false;
  return matches(parsed.glob, text) !== pattern.startsWith("!");
}

function matches(glob: Glob, text: string): boolean {
  return matchesGlob(glob, withoutColon(udevReplace(text)));
}

function withoutColon(text: string): string {
  return text.replaceAll(":", "/");
}

/** Patterns are few, and asked of every path. */
const globs = new Map<string, ParsedGlob>();
