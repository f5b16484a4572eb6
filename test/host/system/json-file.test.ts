import { describe, expect, it, test } from "vitest";
import { jsonLimits, readJsonFile } from "../../../host/system/json-file.ts";

describe("JSON with comments", () => {
  it("is read, with comments, trailing commas and a byte order mark", () => {
    const file = readJsonFile("f", '\uFEFF{ // why\n "a": [1, 2,], /* { */\n}');
    expect(file).toMatchObject({ value: { a: [1, 2] }, findings: [] });
  });

  test.each<[string, string, number, number]>([
    ["the key", "/b", 3, 3],
    ["a value in a list", "/b/1", 3, 12],
    ["the nearest parent of what is absent", "/b/9/x", 3, 3],
    ["the whole for nothing known", "/zz", 1, 1],
    ["a key with a slash", "/c~1d", 4, 3],
  ])("locates %s", (_, pointer, line, column) => {
    const file = readJsonFile("f", '{\n  "a": 1,\n  "b": [1, 2],\n  "c/d": 3\n}');
    expect(file.locate(pointer)).toEqual({ file: "f", line, column });
  });
});

describe("what is no JSON is refused with its place, in bounded time", () => {
  test.each<[string, string, string, number | undefined, number | undefined]>([
    ["an open object", '{\n  "a": ', "profile-syntax", 2, 8],
    ["a bare word", "{ a: 1 }", "profile-syntax", 1, 3],
    ["nothing", "", "profile-syntax", 1, 1],
    ["only a comment", "// nothing\n", "profile-syntax", undefined, undefined],
    ["the same key twice", '{ "a": 1,\n  "a": 2 }', "profile-syntax", 2, 3],
    ["bytes that are no UTF-8", '{ "a": "\udcff" }', "profile-syntax", 1, 9],
    ["a deep nest", "[".repeat(500_000), "profile-limits", 1, jsonLimits.depth + 1],
    [
      "a nest behind closing brackets in comments",
      "[/*]*/".repeat(100_000),
      "profile-limits",
      1,
      6 * jsonLimits.depth + 1,
    ],
    ["a huge file", " ".repeat(jsonLimits.characters + 1), "profile-limits", undefined, undefined],
  ])("%s", (_, text, code, line, column) => {
    const file = readJsonFile("f", text);
    expect(file.value).toBeUndefined();
    expect(file.findings[0]).toMatchObject({ code, place: { file: "f" } });
    if (line !== undefined) expect(file.findings[0]?.place).toEqual({ file: "f", line, column });
  });
});
