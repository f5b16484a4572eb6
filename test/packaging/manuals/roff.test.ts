import { expect, it } from "vitest";
import { afterHeading, plain, prose } from "../../../packaging/manuals/roff.ts";

it.each([
  ["a backslash", "a\\fBb", "a\\efBb"],
  ["a dash, which is to be found again as it is typed", "--json", "\\-\\-json"],
  ["a quote", 'say "no"', "say \\(dqno\\(dq"],
  ["what is no ASCII", "10 \u2026 \u{1f600}", "10 \\[u2026] \\[u1F600]"],
  ["control characters and line ends", "a\u001b[1m\nb", "a [1m b"],
])("escapes %s", (_, text, escaped) => {
  expect(plain(text)).toBe(escaped);
});

it.each([
  ["a dot", ".so /etc/passwd", ["\\&.so /etc/passwd"]],
  ["a quote", "'br", ["\\&'br"]],
  ["a name of a file in bold", "`.profile`", ["\\&\\fB.profile\\fR"]],
])("lets no line begin with %s as a command does", (_, text, lines) => {
  expect(afterHeading(prose(text))).toEqual(lines);
});

it("lets no line begin so where it breaks a paragraph", () => {
  const lines = afterHeading(plain("word .sp 'x' ".repeat(40)));
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.filter((line) => /^[.']/.test(line) || line.length > 80)).toEqual([]);
});

it("prints what stands between backquotes, and names of pages, in bold", () => {
  expect(prose("Run `own status`, see udev(7).")).toBe("Run \\fBown status\\fR, see \\fBudev\\fR(7).");
});
