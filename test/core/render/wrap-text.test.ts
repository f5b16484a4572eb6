import { array, assert as check, integer, property, string, stringMatching } from "fast-check";
import { describe, expect, it } from "vitest";
import { renderChecks } from "../../../core/render/checks-text.ts";
import { displayWidth } from "../../../core/render/display-width.ts";
import { terminalText } from "../../../core/render/terminal-text.ts";
import { plainStyle } from "../../../core/render/topology-text.ts";
import { wrapText } from "../../../core/render/wrap-text.ts";

const RED = "\u001b[31m";
const PLAIN = "\u001b[39m";

describe("the width of text", () => {
  it.each([
    ["ASCII", "sda: 8:0", 8],
    ["colours", `${RED}bad${PLAIN} path`, 8],
    ["accents that stand alone", "Ärger", 5],
    ["accents that combine", "e\u0301", 1],
    ["wide characters", "漢字", 4],
    ["an emoji", "\u{1f600}", 2],
    ["an ellipsis", "ab…", 3],
  ])("counts cells of %s", (_, text, cells) => {
    expect(displayWidth(text)).toBe(cells);
  });
});

describe("a long line", () => {
  it.each([
    ["is left as it is where there is no terminal", undefined, "one two three", "one two three"],
    ["that fits exactly is left as it is", 13, "one two three", "one two three"],
    ["is broken between words, with a hanging indent", 9, "one two three", "one two\n  three"],
    ["goes on below its own indent", 10, "  one two three", "  one two\n    three"],
    [
      "keeps the blanks between words that stay together",
      12,
      "ok    one two three",
      "ok    one\n  two three",
    ],
    ["is told from the next", 8, "one two three\nfour", "one two\n  three\nfour"],
    [
      "never breaks a word, which gets the room it needs",
      6,
      "a 12345 b 1234567 c",
      "a\n12345\nb\n1234567\nc",
    ],
    ["is not widened by colours", 9, `${RED}one${PLAIN} two three`, `${RED}one${PLAIN} two\n  three`],
    [
      "keeps its indent inside a colour",
      10,
      `${RED}  - a b c d e${PLAIN}`,
      `${RED}  - a b c\n    d e${PLAIN}`,
    ],
    ["is measured in cells", 8, "漢字 漢字 漢字", "漢字\n  漢字\n  漢字"],
  ])("%s", (_, width, text, wrapped) => {
    expect(wrapText(text, width)).toBe(wrapped);
  });

  it("goes on as far right as asked, or as the longest word allows", () => {
    expect(wrapText("key  one two three", 10, 5)).toBe("key  one\n     two\n     three");
    expect(wrapText("key  one 1234567", 10, 5)).toBe("key  one\n   1234567");
  });

  it("keeps every word, in lines no wider than the terminal, but for words that are", () => {
    const word = string({ minLength: 1 }).map((text) => terminalText(text.replaceAll(" ", "_")));
    const line = array(word, { minLength: 1 }).map((words) => words.join(" "));
    check(
      property(line, integer({ min: 1, max: 60 }), integer({ min: 0, max: 20 }), (text, width, hang) => {
        const wrapped = wrapText(text, width, hang);
        expect(wrapped.split(/[\n ]+/).filter(Boolean)).toEqual(text.split(" ").filter(Boolean));
        for (const one of wrapped.split("\n")) {
          expect(displayWidth(one) <= width || !one.trim().includes(" ")).toBe(true);
        }
      }),
    );
  });

  it("is printed to the end however long it is", () => {
    check(
      property(stringMatching(/^[ a-z]{0,200}$/), (text) => {
        expect(wrapText(text, 20).replace(/\s+/g, "")).toBe(text.replace(/\s+/g, ""));
      }),
    );
  });
});

describe("what `doctor` prints", () => {
  const checks = [
    {
      verdict: "bad",
      code: "rules-order",
      subject: "rules",
      message: "one before two",
      hint: "run one two three",
    },
  ] as const;

  it("has message and hint below each other at any width", () => {
    expect(renderChecks(checks, plainStyle, true)).toBe(
      "bad   rules: one before two [rules-order]\n      run one two three",
    );
    expect(renderChecks(checks, plainStyle, true, 20)).toBe(
      "bad   rules: one\n      before two\n      [rules-order]\n      run one two\n      three",
    );
  });
});
