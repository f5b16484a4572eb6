import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import {
  afterHeading,
  bold,
  entry,
  italic,
  plain,
  prose,
  render,
  title,
  verbatim,
} from "../../../packaging/manuals/roff.ts";
import { isInstalled } from "../rendered.ts";

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

it.skipIf(!isInstalled("groff"))("prints hostile text as it is", () => {
  const hostile = `.so x \\n(yr \\*[a] 'q' "d" \`b\` ^~ \\`;
  const text = render(
    title(hostile, 8, "2026-01-01", hostile),
    afterHeading(plain(hostile)),
    entry(bold(hostile), italic(hostile)),
    verbatim([hostile, `'${hostile}`]),
  );
  const options = ["-man", "-ww", "-Tascii", "-P-cbou"];
  const { stdout, stderr } = spawnSync("groff", options, { input: text, encoding: "utf8" });
  expect(stderr).toBe("");
  // The footer, the paragraph, term and meaning, and two lines as they are; the header has it in capitals.
  expect(stdout.replaceAll(/\s+/g, " ").split(hostile).length - 1).toBe(6);
});
