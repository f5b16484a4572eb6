import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  type Glob,
  isAnything,
  isLiteral,
  leastLength,
  matchesGlob,
  parseGlob,
} from "../../../core/profile/glob.ts";
import { globCovers, globsOverlap } from "../../../core/profile/glob-language.ts";

function globOf(text: string): Glob {
  const parsed = parseGlob(text);
  if (parsed.kind === "bad") throw new Error(`${text}: ${parsed.problem}`);
  return parsed.glob;
}

describe("a glob matches the whole text", () => {
  test.each<[string, string, boolean]>([
    ["LUN*", "LUN", true],
    ["LUN*", "LUN C-Mode", true],
    ["LUN*", "LUNZ", true],
    ["LUN", "LUNZ", false],
    ["*", "", true],
    ["*", "anything", true],
    ["?", "", false],
    ["TP9[3457]00", "TP9500", true],
    ["TP9[3457]00", "TP9600", false],
    ["MSA [12]0[4-7]0 SAN", "MSA 2050 SAN", true],
    ["MSA [12]0[4-7]0 SAN", "MSA 2080 SAN", false],
    ["[!A-Z]x", "ax", true],
    ["[!A-Z]x", "Bx", false],
    ["*-CM", "OPEN-V-CM", true],
    ["a*b*c", "a-b-b-c", true],
    ["a*b*c", "a-c-b", false],
    ["HP", "HPE", false],
    ["P2000G3 FC/iSCSI", "P2000G3 FC/iSCSI", true],
    ["a.c", "abc", false],
    ["(x)?", "(x)y", false],
  ])("%s on %j is %s", (pattern, text, expected) => {
    const parsed = parseGlob(pattern);
    expect(parsed.kind === "glob" && matchesGlob(parsed.glob, text)).toBe(expected);
  });
});

describe("a glob that can never match, or means something else to hwdb, is refused", () => {
  test.each<[string, number]>([
    ["", 0],
    ["a:b", 1],
    ["a#b", 1],
    ["disk ", 4],
    ['a"b', 1],
    ["(HP|HPE)", 0],
    ["^DGC", 0],
    ["a[", 1],
    ["a[]", 1],
    ["a[z-a]", 1],
    ["a[:]", 1],
    ["a]", 1],
    ["a\\*", 1],
    ["Zürich", 1],
    ["tab\tbed", 3],
  ])("%j, at character %d", (pattern, offset) => {
    expect(parseGlob(pattern)).toMatchObject({ kind: "bad", offset });
  });
});

describe("properties of a glob", () => {
  test.each<[string, number, boolean, boolean]>([
    ["*", 0, false, true],
    ["**", 0, false, true],
    ["LUN*", 3, false, false],
    ["LUN", 3, true, false],
    ["[ab]?*c", 3, false, false],
  ])("%s needs %d characters, literal %s, anything %s", (text, least, literal, anything) => {
    const glob = globOf(text);
    expect([leastLength(glob), isLiteral(glob), isAnything(glob)]).toEqual([least, literal, anything]);
  });
});

const piece = fc.constantFrom("a", "b", "c", "?", "*", "[ab]", "[!a]", "[a-c]");
const pattern = fc.array(piece, { minLength: 1, maxLength: 7 }).map((pieces) => pieces.join(""));
const text = fc
  .array(fc.constantFrom("a", "b", "c", "z"), { maxLength: 8 })
  .map((characters) => characters.join(""));

function reference(glob: string): RegExp {
  const source = glob.replaceAll("*", "[^]*").replaceAll("?", "[^]").replaceAll("[!", "[^");
  return new RegExp(`^${source}$`);
}

describe("against a regular expression and by trying all texts", () => {
  it("matches what the same regular expression matches", () => {
    fc.assert(
      fc.property(pattern, text, (glob, candidate) => {
        expect(matchesGlob(globOf(glob), candidate)).toBe(reference(glob).test(candidate));
      }),
      { numRuns: 5000 },
    );
  });

  it("two globs that both match some text overlap, and one that covers matches all the other does", () => {
    fc.assert(
      fc.property(pattern, pattern, text, (one, other, candidate) => {
        const [first, second] = [globOf(one), globOf(other)];
        const inFirst = matchesGlob(first, candidate);
        const inSecond = matchesGlob(second, candidate);
        if (inFirst && inSecond) expect(globsOverlap(first, second)).toBe(true);
        if (inSecond && globCovers(first, second)) expect(inFirst).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  it("takes no longer for a pattern made of stars", () => {
    const glob = globOf("*a".repeat(40));
    expect(matchesGlob(glob, `${"a".repeat(39)}${"b".repeat(200)}`)).toBe(false);
  });
});

describe("overlap and cover", () => {
  test.each<[string, string, boolean, boolean]>([
    ["LUN*", "LUN C-Mode", true, true],
    ["LUN C-Mode", "LUN*", true, false],
    ["a*", "*b", true, false],
    ["[a-m]*", "[n-z]*", false, false],
    ["*", "x?", true, true],
    ["??", "x?", true, true],
    ["[!a]", "b", true, true],
  ])("%s and %s: overlap %s, covers %s", (one, other, overlap, covers) => {
    expect(globsOverlap(globOf(one), globOf(other))).toBe(overlap);
    expect(globCovers(globOf(one), globOf(other))).toBe(covers);
  });
});
