import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { regexGlobs } from "../../../core/migrate/regex-globs.ts";
import { fitsExclusion } from "../../../core/profile/exclusion-glob.ts";

describe("an expression as globs", () => {
  it.each<[string, readonly string[]]>([
    ["LUN", ["*LUN*"]],
    ["^LUN$", ["LUN"]],
    ["^LUN.*", ["LUN*"]],
    [".*", ["*"]],
    ["", ["*"]],
    ["^$|x", ["x"]],
    ["^sd[a-c]", ["sd[a-c]*"]],
    ["^(sda|sdb)$", ["sda", "sdb"]],
    ["^(ram|raw|loop)[0-9]*", ["ram*", "raw*", "loop*"]],
    ["^a.c$", ["a?c"]],
    ["a..+", ["*a??*"]],
    ["^ab?c$", ["ac", "abc"]],
    ["^ab{2}$", ["abb"]],
    ["^a.{2,}$", ["a??*"]],
    ["^a.{0,2}$", ["a", "a?", "a??"]],
    ["^x[[:digit:]]", ["x[0-9]*"]],
    ["^x[^a-c]", ["x[!a-c]*"]],
    ["^x[-_.]y", ["x-y*", "x_y*", "x.y*"]],
    ["^x[a-]y", ["xay*", "x-y*"]],
    ["HPE?", ["*HP*"]],
    ["scsi:(fcp|srp)", ["*scsi:fcp*", "*scsi:srp*"]],
    ["^S/390.*", ["S/390*"]],
    ["^1\\.5$", ["1.5"]],
    ["^((IET|LIO)-ORG|SCST.*)$", ["IET-ORG", "LIO-ORG", "SCST*"]],
    ["a+.*", ["*a*"]],
  ])("%j: %j", (regex, globs) => {
    const read = regexGlobs(regex);
    expect(read).toEqual(
      regex === "^$|x" ? { kind: "inexact", problem: expect.any(String) } : { kind: "globs", globs },
    );
  });

  it.each<[string, string, RegExp]>([
    ["*", "bad", /nothing is in front/],
    ["a|*b", "bad", /nothing is in front/],
    ["^*", "bad", /nothing is in front/],
    ["(a", "bad", /without `\)`/],
    ["[a", "bad", /without `]`/],
    ["[z-a]", "bad", /falls/],
    ["a\\", "bad", /at the end/],
    ["a{3,2}", "bad", /falls/],
    ["^a*$", "inexact", /repetition/],
    ["^(ab)*c$", "inexact", /repetition/],
    ["^x[^-]", "inexact", /class/],
    ["a)", "inexact", /without/],
    ["a\\d", "inexact", /POSIX/],
    ["a**", "inexact", /repeated/],
    ["a$b", "inexact", /anchor/],
    ["(^a)*", "inexact", /anchor/],
    ["a\\*", "inexact", /another meaning/],
    ["a#b", "inexact", /hwdb/],
    ["cciss!c0", "inexact", /another meaning/],
    ["^a $", "inexact", /blank/],
    ["[[.a.]]", "inexact", /collating/],
    ["[[:punct:]]", "inexact", /class/],
    ["[a-z]{200}", "inexact", /too long/],
    ["(a|b){9}", "inexact", /too many/],
    [`${"(".repeat(40)}a`, "inexact", /nested/],
  ])("%j has none: %s", (regex, kind, problem) => {
    expect(regexGlobs(regex)).toEqual({ kind, problem: expect.stringMatching(problem) });
  });

  const atom = fc.constantFrom("a", "b", "1", "_", ".", "[ab]", "[^a]", "[0-9]", "(a|b1)", "(ab)", "[_a]");
  const piece = fc
    .tuple(atom, fc.constantFrom("", "", "", "*", "+", "?", "{2}", "{0,1}", "{1,}"))
    .map((all) => all.join(""));
  const branch = fc
    .tuple(fc.constantFrom("", "^"), fc.array(piece, { maxLength: 4 }), fc.constantFrom("", "$"))
    .map(([start, pieces, end]) => start + pieces.join("") + end);
  const regex = fc.array(branch, { minLength: 1, maxLength: 3 }).map((branches) => branches.join("|"));
  const subject = fc
    .array(fc.constantFrom("a", "b", "1", "_", "x"), { maxLength: 7 })
    .map((all) => all.join(""));

  it("matches what the expression is found in, and nothing else", () => {
    let converted = 0;
    fc.assert(
      fc.property(regex, fc.array(subject, { minLength: 8, maxLength: 8 }), (text, subjects) => {
        const read = regexGlobs(text);
        expect(read.kind).not.toBe("bad");
        if (read.kind !== "globs") return;
        converted += 1;
        for (const one of subjects) {
          const fits = read.globs.some((glob) => fitsExclusion(glob, one));
          expect([text, one, fits]).toEqual([text, one, new RegExp(text).test(one)]);
        }
      }),
      { numRuns: 500 },
    );
    expect(converted).toBeGreaterThan(100);
  });

  it("never throws", () => {
    const anything = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc.array(fc.constantFrom(..."ab(|)[]^$*+?{}\\.-,0!:="), { maxLength: 40 }).map((all) => all.join("")),
    );
    fc.assert(fc.property(anything, (text) => ["globs", "inexact", "bad"].includes(regexGlobs(text).kind)));
  });
});
