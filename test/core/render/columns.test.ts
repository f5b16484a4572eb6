import { describe, expect, it } from "vitest";
import { renderColumns } from "../../../core/render/columns.ts";

const head = ["DEV", "SIZE", "STATE", "ID"];
const rows = [
  ["sda", "1.0G", "running", "3600a098038303053453f4830424d4e50"],
  ["sdaa", "10G", "offline", "-"],
];

describe("a table", () => {
  it("has columns two blanks apart, numbers to the right, and no blanks at the end of a line", () => {
    expect(renderColumns(head, rows, { right: [1] }).split("\n")).toEqual([
      "DEV   SIZE  STATE    ID",
      "sda   1.0G  running  3600a098038303053453f4830424d4e50",
      "sdaa   10G  offline  -",
    ]);
  });

  it.each([
    [60, "sda   1.0G  running  3600a098038303053453f4830424d4e50"],
    [50, "sda   1.0G  3600a098038303053453f4830424d4e50"],
    [40, "sda   3600a098038303053453f4830424d4e50"],
    [30, "sda   3600a098038303053453f48…"],
  ])("leaves columns out, then cuts the widest, in %i characters", (width, line) => {
    expect(renderColumns(head, rows, { width, right: [1], optional: [2, 1] }).split("\n")[1]).toBe(line);
  });

  it("ends however narrow the terminal is", () => {
    expect(renderColumns(head, rows, { width: 1 }).split("\n")).toHaveLength(3);
  });

  it("escapes what it shows", () => {
    expect(renderColumns(["A"], [["\u001b[2J"], ["x\ny"]])).toBe("A\n\\x1b[2J\nx\\x0ay");
  });
});
