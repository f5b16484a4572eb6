import { describe, expect, it } from "vitest";
import { confLines, LINE_BYTES } from "../../../core/migrate/conf-lines.ts";
import { confWords } from "../../../core/migrate/conf-words.ts";

describe("a line is cut into", () => {
  it.each<[string, readonly string[]]>([
    ["", []],
    ["   \t ", []],
    ["# all of it", []],
    ["  ! all of it", []],
    ["failback immediate", ["failback", "immediate"]],
    ["failback immediate#at once", ["failback", "immediate"]],
    ["failback imme!diate", ["failback", "imme"]],
    ["defaults{", ["defaults", "{"]],
    ["a{b}c", ["a", "{", "b", "}", "c"]],
    ['vendor "IBM"', ["vendor", '"', "IBM", '"']],
    ['vendor "a # b ! c { d }"', ["vendor", '"', "a # b ! c { d }", '"']],
    ['product "2.5"" SSD"', ["product", '"', '2.5" SSD', '"']],
    ['product """', ["product", '"', '"']],
    ['alias ""', ["alias", '"', '"']],
    ['alias "open  ', ["alias", '"', "open  "]],
    ['foo"bar"', ["foo", '"', "bar", '"']],
    ['"a" "b"', ['"', "a", '"', '"', "b", '"']],
    ["vendor IBM\v\f2145", ["vendor", "IBM", "2145"]],
    ["vendor\u00a0IBM", ["vendor", "IBM"]],
    ["vendor MÜLLER", ["vendor", "M", "LLER"]],
    ['vendor "MÜLLER"', ["vendor", '"', "MÜLLER", '"']],
    ["\ufeffdefaults {", ["defaults", "{"]],
  ])("%j: %j", (line, words) => {
    expect(confWords(line).map(({ text }) => text)).toEqual(words);
  });

  it("words that know their columns", () => {
    expect(confWords('  vendor   "IBM" # x').map(({ kind, column }) => [kind, column])).toEqual([
      ["word", 3],
      ["quote", 12],
      ["word", 13],
      ["quote", 16],
    ]);
  });
});

describe("a file is cut into lines", () => {
  it.each<[string, string, readonly (readonly [number, number, string])[]]>([
    [
      "by line feeds",
      "a\n\nb",
      [
        [1, 1, "a"],
        [2, 1, ""],
        [3, 1, "b"],
      ],
    ],
    [
      "without their carriage returns",
      "a b\r\nc\r\n",
      [
        [1, 1, "a b"],
        [2, 1, "c"],
        [3, 1, ""],
      ],
    ],
    [
      "up to a carriage return within",
      "a\rb\nc",
      [
        [1, 1, "a"],
        [2, 1, "c"],
      ],
    ],
    ["without those in front", "\r\ra\rb", [[1, 1, "  a"]]],
    [
      "up to a NUL",
      "a\0b\nc",
      [
        [1, 1, "a"],
        [2, 1, "c"],
      ],
    ],
  ])("%s", (_, text, lines) => {
    expect(confLines(text).map(({ line, column, text: part }) => [line, column, part])).toEqual(lines);
  });

  it("of which one that is too long is several", () => {
    const lines = confLines(`${"x".repeat(LINE_BYTES)}yz\nq`);
    expect(lines.map(({ line, column, text }) => [line, column, text.slice(0, 2)])).toEqual([
      [1, 1, "xx"],
      [1, LINE_BYTES + 1, "yz"],
      [2, 1, "q"],
    ]);
  });

  it("by bytes, not by characters", () => {
    const lines = confLines("é".repeat(600));
    expect(lines).toHaveLength(2);
  });
});
