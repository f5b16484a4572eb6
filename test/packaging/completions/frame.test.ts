import { expect, it } from "vitest";
import { fillFrame } from "../../../packaging/completions/frame.ts";

it("puts lines where the frame wants them, indented as it is", () => {
  expect(fillFrame("a {\n  # generated: x\n}\n", { x: ["1", "", "$& 2"] })).toBe("a {\n  1\n\n  $& 2\n}\n");
});

it("refuses a name that nothing is generated for, and lines that have no place", () => {
  expect(() => fillFrame("# generated: x\n", {})).toThrow("asks for x");
  expect(() => fillFrame("", { x: [] })).toThrow("no place for x");
});
