import { describe, expect, it, test } from "vitest";
import { checkProfiles } from "../../../core/profile/check.ts";
import { compileProfiles } from "../../../core/profile/compile.ts";
import { editDistance, nearest } from "../../../core/profile/nearest.ts";
import type { Profile, ProfileFile } from "../../../core/profile/profile.ts";
import type { Vector, VectorFile } from "../../../core/profile/vectors.ts";
import { matching, written } from "./written.ts";

function inquiry(vendor: string, product: string, revision: string, tpgs = 0): string {
  const head = [0, 0, 6, 0x12, 0x1f, tpgs << 4, 0x10, 2];
  const text = vendor.padEnd(8) + product.padEnd(16) + revision.padEnd(4);
  const bytes = [...head, ...Array.from(text, (character) => character.charCodeAt(0))];
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function vectorsBeside(file: ProfileFile, ...vectors: readonly Vector[]): VectorFile {
  const path = file.path.replace(".json", ".vectors.json");
  return {
    path,
    profilePath: file.path,
    vectors,
    locate: (pointer) => ({ file: `${path}#${pointer}`, line: 1 }),
  };
}

/** The findings as `code pointer`, vectors for every match given. */
function check(...profiles: readonly (Profile | ProfileFile)[]): string[] {
  const files = profiles.map((profile) => ("profile" in profile ? profile : written(profile)));
  const vectors = files.map((file) => {
    const vector: Vector = {
      title: "x",
      origin: "constructed",
      inquiry: inquiry("NOBODY", "x", "1"),
      expect: { claim: "never", profile: file.profile.name },
    };
    return vectorsBeside(file, vector);
  });
  const compilation = compileProfiles(files);
  return [...compilation.findings, ...checkProfiles({ ...compilation, sources: { files, vectors } })]
    .filter(({ code }) => code !== "profile-vector-mismatch")
    .map(({ code, place }) => `${code} ${place?.file?.split("#/")[1] ?? ""}`);
}

const a = (match: object): Profile => matching("v/a", { vendor: "ACME", ...match });
const b = (match: object, more: Partial<Profile> = {}): Profile =>
  matching("v/b", { vendor: "ACME", ...match }, more);

describe("matches of profiles against each other", () => {
  test.each<[string, Profile[], string[]]>([
    ["nothing in common", [a({ product: "LUN*" }), b({ product: "DISK*" })], []],
    ["a narrower one over a broader", [a({ product: "LUN*" }), b({ product: "LUN 9*" })], []],
    ["the same twice", [a({ product: "LUN*" }), b({ product: "LUN*" })], ["profile-duplicate-match match/0"]],
    [
      "the same in one file",
      [{ ...a({}), match: [{ vendor: "A" }, { vendor: "A" }] }],
      ["profile-duplicate-match match/1"],
    ],
    [
      "equally specific and overlapping",
      [a({ product: "LUN*" }), b({ product: "*LUN" })],
      ["profile-tie match/0"],
    ],
    ["equally specific without overlap", [a({ product: "LUN*" }), b({ product: "DSK*" })], []],
    ["another bus", [a({ product: "LUN" }), b({ bus: "nvme", product: "LUN" })], []],
    [
      "excluded by its own profile",
      [b({ product: "LUNZ" }, { exclude: ["LUN*"] })],
      ["profile-unreachable match/0"],
    ],
    [
      "excluded by another",
      [a({ product: "LUNZ" }), b({}, { exclude: ["LUNZ"] })],
      ["profile-unreachable match/0"],
    ],
    [
      "both exclude the same",
      [{ ...a({ product: "A*" }), exclude: ["LUNZ"] }, b({ product: "B*" }, { exclude: ["LUNZ"] })],
      [],
    ],
    [
      "an exception beyond the match",
      [a({ product: "LUN", except: [{ product: "L*" }] })],
      ["profile-exception match/0/except/0"],
    ],
  ])("%s", (_, profiles, expected) => {
    expect(check(...profiles)).toEqual(expected);
  });

  it("names both files of a duplicate", () => {
    const files = [written(a({ product: "LUN*" })), written(b({ product: "LUN*" }))];
    const compilation = compileProfiles(files);
    const findings = checkProfiles({ ...compilation, sources: { files, vectors: [] } });
    expect(findings.find(({ code }) => code === "profile-duplicate-match")).toMatchObject({
      subject: "vendor-profiles/30-vendor/v/b.json",
      message: "matches ACME LUN* as vendor-profiles/30-vendor/v/a.json:1 does",
    });
  });

  it("does not report what a higher layer shadows", () => {
    expect(
      check(written(a({ product: "LUN" })), written(matching("s/all", { vendor: "*" }), "site")),
    ).toEqual([]);
  });
});

describe("one profile by itself", () => {
  const good = matching("v/a", { vendor: "ACME" });
  const { title: _title, ...untitled } = good;
  const { source: _source, ...unsourced } = good;
  test.each<[string, Profile, string]>([
    ["no title", untitled, "profile-title name"],
    ["no source", unsourced, "profile-source name"],
    ["a test tool that claims", { ...good, test_only: true, claim: "first-path" }, "profile-claim claim"],
    [
      "a setting equal to the default",
      { ...good, settings: { no_path_retry: "fail" } },
      "profile-redundant-setting settings/no_path_retry",
    ],
    [
      "a list equal to the default",
      { ...good, settings: { features: [] } },
      "profile-redundant-setting settings/features",
    ],
  ])("%s", (_, profile, expected) => {
    expect(check(profile)).toEqual([expected]);
  });

  it("a setting equal to the family's is redundant, unless a variant there sets it otherwise", () => {
    const family: Profile = {
      name: "generic/x",
      title: "x",
      source: "x",
      settings: { failback: "immediate", no_path_retry: 5 },
      variants: [{ when: { tpgs: false }, settings: { no_path_retry: 6 } }],
    };
    const profile = {
      ...good,
      extends: "generic/x",
      settings: { failback: "immediate", no_path_retry: 5 },
    } as const;
    expect(check(family, profile)).toEqual(["profile-redundant-setting settings/failback"]);
  });

  it("a shipped profile is named by its place", () => {
    expect(check(written(good, "shipped", "vendor-profiles/30-vendor/v/other.json"))).toEqual([
      "profile-name name",
    ]);
  });
});

describe("vectors", () => {
  const file = written(matching("v/a", { vendor: "ACME", product: "LUN*" }, { claim: "first-path" }));
  const vector: Vector = {
    title: "LUN",
    origin: "constructed",
    inquiry: inquiry("ACME", "LUN", "1"),
    expect: { profile: "v/a", claim: "first-path", settings: { no_path_retry: "fail" } },
  };
  const compilation = compileProfiles([file]);
  const findings = (...vectors: readonly VectorFile[]): string[] =>
    checkProfiles({ ...compilation, sources: { files: [file], vectors } }).map(
      ({ code, message }) => `${code}: ${message}`,
    );

  test.each<[string, VectorFile[], string[]]>([
    ["as expected", [vectorsBeside(file, vector)], []],
    ["none of the whole package", [], []],
    [
      "another product",
      [vectorsBeside(file, { ...vector, inquiry: inquiry("ACME", "DISK", "1") })],
      [
        "profile-vector-mismatch: LUN: is claimed never, not first-path",
        "profile-vector-mismatch: LUN: matches no profile, not v/a",
      ],
    ],
    [
      "another setting",
      [vectorsBeside(file, { ...vector, expect: { ...vector.expect, settings: { no_path_retry: 5 } } })],
      ['profile-vector-mismatch: LUN: no_path_retry is "fail", not 5'],
    ],
    [
      "too short",
      [vectorsBeside(file, { ...vector, inquiry: "0000" })],
      ["profile-vector-mismatch: LUN: standard INQUIRY data has at least 36 bytes"],
    ],
  ])("%s", (_, vectors, expected) => {
    expect(findings(...vectors)).toEqual(expected);
  });

  it.each([
    ["a profile of a package that brings vectors", "shipped", true],
    ["a site's profile", "site", true],
    ["a site's profile beside a package without vectors", "site", false],
  ] as const)("are missed of %s", (_, origin, hasShipped) => {
    const bare = written(
      matching("v/b", { vendor: "ACME", product: "DISK*" }, { claim: "first-path" }),
      origin,
      "vendor-profiles/30-vendor/v/b.json",
    );
    const vectors = hasShipped ? [vectorsBeside(file, vector)] : [];
    const found = checkProfiles({
      ...compileProfiles([file, bare]),
      sources: { files: [file, bare], vectors },
    });
    expect(found.map(({ message }) => message)).toEqual(["v/b has no vector beside it that expects it"]);
  });

  it("of the package stay right when the site replaces or overrides its profiles", () => {
    const replaced = written(matching("v/a", { vendor: "ACME" }, { claim: "never" }), "site");
    const broad = written(matching("s/all", { vendor: "*" }), "runtime");
    const files = [file, replaced, broad];
    const { findings: compiling, ...rest } = compileProfiles(files);
    const sources = { files, vectors: [vectorsBeside(file, vector)] };
    const mismatches = checkProfiles({ ...rest, findings: compiling, sources }).filter(
      ({ code }) => code === "profile-vector-mismatch",
    );
    expect(mismatches).toEqual([]);
  });
});

describe("the nearest key", () => {
  const keys = ["path_grouping_policy", "prio", "prio_args", "failback", "no_path_retry"];
  test.each<[string, string | undefined]>([
    ["path_grouping_polcy", "path_grouping_policy"],
    ["pathgroupingpolicy", "path_grouping_policy"],
    ["Failback", "failback"],
    ["fialback", "failback"],
    ["pri", "prio"],
    ["no_path_retries", "no_path_retry"],
    ["zzz", undefined],
    ["", undefined],
  ])("to %s is %s", (word, expected) => {
    expect(nearest(word, keys)).toBe(expected);
  });

  test.each([
    ["", "abc", 3],
    ["abc", "acb", 1],
    ["kitten", "sitting", 3],
  ])("%s to %s takes %d edits", (one, other, edits) => {
    expect(editDistance(one, other)).toBe(edits);
  });
});
