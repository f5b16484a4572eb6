import { describe, expect, it, test } from "vitest";
import { compileProfiles, renderCompiled } from "../../../core/profile/compile.ts";
import { layerOf, nameOf } from "../../../core/profile/layering.ts";
import { matchProfile } from "../../../core/profile/match.ts";
import type { Origin, Profile } from "../../../core/profile/profile.ts";
import { compiledOf, compileWritten, matching, site, written } from "./written.ts";

const family: Profile = { name: "generic/alua", settings: { prio: "alua", failback: "immediate" } };
const array = matching(
  "v/array",
  { vendor: "ACME", product: "LUN*" },
  { extends: "generic/alua", claim: "first-path", settings: { no_path_retry: 30 } },
);
const device = { vendor: "ACME", product: "LUN 1", revision: "1" };

describe("inheritance", () => {
  it("keeps the source of each setting", () => {
    const { provenance, settings } = matchProfile(compiledOf(family, array), device);
    expect(provenance).toMatchObject({
      prio: { source: "generic/alua" },
      failback: { source: "generic/alua" },
      no_path_retry: { source: "v/array" },
      claim: { source: "v/array" },
      path_selector: { source: "default" },
    });
    expect(settings).toMatchObject({ prio: "alua", no_path_retry: 30, claim: "first-path" });
  });

  test.each<[string, Profile[], string]>([
    ["a family that is not there", [array], "there is no profile generic/alua"],
    [
      "a circle",
      [{ name: "generic/alua", extends: "v/array" }, array],
      "what it extends leads back to v/array",
    ],
    [
      "itself",
      [matching("v/array", { vendor: "ACME" }, { extends: "v/array" })],
      "what it extends leads back to v/array",
    ],
  ])("%s costs only the profiles concerned", (_, profiles, message) => {
    const other = matching("v/other", { vendor: "OTHER" });
    const { compiled, findings } = compileWritten(...profiles, other);
    expect(findings.find(({ subject }) => subject.endsWith("v/array.json"))).toMatchObject({
      code: "profile-extends",
      message,
      place: { file: "vendor-profiles/30-vendor/v/array.json#/extends" },
    });
    expect(matchProfile(compiled, device).profile).toBeUndefined();
    expect(matchProfile(compiled, { ...device, vendor: "OTHER" }).profile).toBe("v/other");
  });

  it("a parent that is left out for its patterns is reported with its place", () => {
    const { findings, compiled } = compileWritten(
      matching("v/a", { vendor: "A:B", product: "x".repeat(17) }),
    );
    expect(findings.map(({ code, place }) => [code, place?.file?.split("#")[1]])).toEqual([
      ["profile-pattern", "/match/0/vendor"],
      ["profile-pattern-length", "/match/0/product"],
    ]);
    expect(compiled).toMatchObject({ entries: [], profiles: {} });
  });
});

describe("directories", () => {
  const inRun = { ...array, settings: { no_path_retry: 40 } };
  const inEtc = { ...array, settings: { no_path_retry: 50 } };
  test.each<[string, [Profile, Origin][], number]>([
    ["shipped alone", [[array, "shipped"]], 30],
    [
      "run over shipped",
      [
        [inRun, "runtime"],
        [array, "shipped"],
      ],
      40,
    ],
    [
      "etc over run and shipped",
      [
        [inEtc, "site"],
        [array, "shipped"],
        [inRun, "runtime"],
      ],
      50,
    ],
  ])("%s: the same name replaces", (_, files, expected) => {
    const { compiled, findings } = compileProfiles([
      written(family),
      ...files.map(([profile, origin]) => written(profile, origin)),
    ]);
    expect(findings).toEqual([]);
    expect(matchProfile(compiled, device).settings.no_path_retry).toBe(expected);
    expect(compiled.entries).toHaveLength(1);
  });

  it("reports the same name twice in one directory and keeps the first", () => {
    const second = written(
      { ...array, settings: { no_path_retry: 1 } },
      "shipped",
      "vendor-profiles/30-vendor/v/b.json",
    );
    const { compiled, findings } = compileProfiles([second, written(family), written(array)]);
    expect(findings).toMatchObject([
      {
        code: "profile-duplicate-name",
        subject: "vendor-profiles/30-vendor/v/b.json",
        message: "the name v/array is also that of vendor-profiles/30-vendor/v/array.json",
      },
    ]);
    expect(matchProfile(compiled, device).settings.no_path_retry).toBe(30);
  });

  test.each<[string, Origin, number]>([
    ["10-generic/alua.json", "shipped", 10],
    ["30-vendor/netapp/ontap.json", "shipped", 30],
    ["30-vendor/mine.json", "site", 30],
    ["50-site/mine.json", "runtime", 50],
    ["mine.json", "site", 50],
    ["mine.json", "runtime", 50],
    ["constructor/mine.json", "site", 50],
    ["mine.json", "shipped", 30],
  ])("%s of %s is in layer %d", (path, origin, layer) => {
    expect(layerOf(path, origin)).toBe(layer);
  });

  test.each([
    ["10-generic/alua.json", "generic/alua"],
    ["30-vendor/netapp/ontap.json", "netapp/ontap"],
  ])("%s is named %s", (path, name) => {
    expect(nameOf(path)).toBe(name);
  });
});

describe("the compiled value", () => {
  it("is the same text for the same files in any order", () => {
    const files = [
      family,
      array,
      matching("v/b", { vendor: "ACME" }),
      matching("v/c", { vendor: "ACM?" }),
    ].map((profile) => written(profile));
    const text = renderCompiled(compileProfiles(files).compiled);
    expect(renderCompiled(compileProfiles(files.toReversed()).compiled)).toBe(text);
    expect(JSON.parse(text)).toEqual(compileProfiles(files).compiled);
  });

  it("carries the site's settings and LUNs, the first of each WWID and alias", () => {
    const file = site({
      overrides: { failback: 5 },
      luns: [
        { wwid: "3600a", alias: "one" },
        { wwid: "3600a", alias: "two" },
        { wwid: "3600b", alias: "one" },
      ],
    });
    const { compiled, findings } = compileProfiles([], file);
    expect(compiled.site).toEqual({
      source: "pathplug.json",
      overrides: { source: "pathplug.json overrides", settings: { failback: 5 } },
      luns: [{ wwid: "3600a", alias: "one" }],
    });
    expect(findings.map(({ code, place }) => [code, place?.file])).toEqual([
      ["settings-lun", "pathplug.json#/luns/1/wwid"],
      ["settings-lun", "pathplug.json#/luns/2/alias"],
    ]);
  });
});
