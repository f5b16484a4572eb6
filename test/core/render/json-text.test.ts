import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { renderJson } from "../../../core/render/json-text.ts";

describe("JSON in one line", () => {
  it("is the same value when it is read", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: "binary" }), (value, text) => {
        expect(JSON.parse(renderJson([value, text]))).toEqual(JSON.parse(JSON.stringify([value, text])));
      }),
    );
  });

  it("has no character that a terminal would obey or hide", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(renderJson({ [text]: text })).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });

  it.each([
    ["an escape sequence", "\u001b[2J", '"\\u001b[2J"'],
    ["DEL", "\u007f", '"\\u007f"'],
    ["a C1 control", "\u009b31m", '"\\u009b31m"'],
    ["a line separator", "\u2028", '"\\u2028"'],
    ["right-to-left override", "\u202eabc", '"\\u202eabc"'],
    ["a byte that is no UTF-8", "\udc9b", '"\\udc9b"'],
    ["a tag beyond the first plane", "\u{e0041}", '"\\udb40\\udc41"'],
    ["letters", "größe", '"größe"'],
  ])("renders %s", (_, text, expected) => {
    expect(renderJson(text)).toBe(expected);
  });
});
