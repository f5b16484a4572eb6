import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  afterHeading,
  bold,
  entry,
  italic,
  plain,
  render,
  title,
  verbatim,
} from "../../packaging/manuals/roff.ts";
import { rendered } from "./rendered.ts";

const pages = rendered.filter(({ path }) => path.startsWith("man/"));
const scratch = mkdtempSync(join(tmpdir(), "pathplug-manual-"));
const files = pages.map(({ path }) => join(scratch, path));
beforeAll(() => {
  for (const { path, text } of pages) {
    mkdirSync(dirname(join(scratch, path)), { recursive: true });
    writeFileSync(join(scratch, path), text);
  }
});
afterAll(() => rmSync(scratch, { recursive: true }));

describe("the manual", () => {
  it("has nothing that mandoc's linter finds", () => {
    const { status, stdout } = spawnSync("mandoc", ["-T", "lint", "-W", "all", ...files], {
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });

  it("has nothing that groff warns of", () => {
    for (const file of files) {
      const { status, stderr } = spawnSync("groff", ["-man", "-ww", "-z", "-Tutf8", file], {
        encoding: "utf8",
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    }
  });

  it("prints hostile text as it is", () => {
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
});
