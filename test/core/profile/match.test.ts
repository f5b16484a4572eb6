import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { untrustedText } from "../../../core/bytes/untrusted.ts";
import { compileProfiles } from "../../../core/profile/compile.ts";
import { matchProfile } from "../../../core/profile/match.ts";
import type { Profile } from "../../../core/profile/profile.ts";
import { compiledOf, matching, site, written } from "./written.ts";

function winner(
  profiles: readonly Profile[],
  vendor: string,
  product: string,
  revision = "0001",
): string | undefined {
  return matchProfile(compiledOf(...profiles), { vendor, product, revision }).profile;
}

describe("the most specific match wins, in whatever order the files stand", () => {
  const any = matching("v/any", { vendor: "ACME" });
  const glob = matching("v/glob", { vendor: "ACME", product: "LUN*" });
  const longer = matching("v/longer", { vendor: "ACME", product: "LUN 9*" });
  const literal = matching("v/literal", { vendor: "ACME", product: "LUN" });
  const revision = matching("v/revision", { vendor: "ACME", product: "LUN", revision: "9*" });
  const vendors = matching("v/vendors", { vendor: "ACM?", product: "LUN" });
  const all = [any, glob, longer, literal, revision, vendors];
  test.each<[string, string, string, string | undefined]>([
    ["ACME", "DISK", "0001", "v/any"],
    ["ACME", "LUN 1", "0001", "v/glob"],
    ["ACME", "LUN 9000", "0001", "v/longer"],
    ["ACME", "LUN", "0001", "v/literal"],
    ["ACME", "LUN", "9.10", "v/revision"],
    ["ACMX", "LUN", "0001", "v/vendors"],
    ["ACMX", "DISK", "0001", undefined],
    ["acme", "LUN", "0001", undefined],
    [" ACME", "LUN", "0001", undefined],
    ["ACME    ", "LUN             ", "0001", "v/literal"],
  ])("%j %j %j is %s", (vendor, product, rev, expected) => {
    expect(winner(all, vendor, product, rev)).toBe(expected);
    expect(winner(all.toReversed(), vendor, product, rev)).toBe(expected);
  });

  it("names every profile that fits, the winner first, with the strings it asks for", () => {
    const match = matchProfile(compiledOf(...all), { vendor: "ACME", product: "LUN", revision: "9.10" });
    expect(match.matched).toEqual([
      { profile: "v/revision", parts: ["vendor", "product", "revision"] },
      { profile: "v/literal", parts: ["vendor", "product"] },
      { profile: "v/glob", parts: ["vendor", "product"] },
      { profile: "v/vendors", parts: ["vendor", "product"] },
      { profile: "v/any", parts: ["vendor"] },
    ]);
    expect(match.trace.map(({ verdict }) => verdict)).toEqual(["wins", ...Array(4).fill("shadowed")]);
  });
});

describe("layers", () => {
  it("lets a broad match of the site beat a literal one of the package", () => {
    const files = [
      written(matching("v/literal", { vendor: "ACME", product: "LUN", revision: "0001" })),
      written(matching("site/all", { vendor: "AC*" }), "site"),
    ];
    const { compiled } = compileProfiles(files);
    expect(matchProfile(compiled, { vendor: "ACME", product: "LUN", revision: "0001" }).profile).toBe(
      "site/all",
    );
  });

  it("keeps an exclusion of the package against a broad match of the site", () => {
    const files = [
      written(matching("v/array", { vendor: "ACME", product: "LUN" }, { exclude: ["Universal Xport"] })),
      written(matching("site/all", { vendor: "ACME" }, { claim: "first-path" }), "site"),
    ];
    const { compiled } = compileProfiles(files);
    const match = matchProfile(compiled, { vendor: "ACME", product: "Universal Xport", revision: "1" });
    expect([match.profile, match.claim, match.trace[0]?.verdict]).toEqual(["v/array", "never", "excluded"]);
  });
});

describe("exclusions and exceptions", () => {
  const family: Profile = { name: "generic/rdac", exclude: ["Universal Xport"] };
  const array = matching(
    "v/array",
    { vendor: "ACME", product: "*", except: [{ product: "CDROM*" }, { revision: "bad?" }] },
    { extends: "generic/rdac", claim: "first-path" },
  );
  const cdrom = matching("v/special", { vendor: "ACME", product: "CDROM-LUN" }, { claim: "first-path" });
  test.each<[string, string, string | undefined, string, string]>([
    ["DISK", "0001", "v/array", "first-path", "wins"],
    ["Universal Xport", "0001", "v/array", "never", "excluded"],
    ["CDROM", "0001", undefined, "never", "excepted"],
    ["CDROM-LUN", "0001", "v/special", "first-path", "wins"],
    ["DISK", "bad1", undefined, "never", "excepted"],
  ])("%s revision %s is %s, claimed %s, %s", (product, revision, profile, claim, verdict) => {
    const match = matchProfile(compiledOf(family, array, cdrom), { vendor: "ACME", product, revision });
    expect([match.profile, match.claim, match.trace[0]?.verdict]).toEqual([profile, claim, verdict]);
  });
});

describe("an unknown device", () => {
  it("is never claimed and has the defaults, with the site's under and over them", () => {
    const { compiled } = compileProfiles(
      [],
      site({ defaults: { no_path_retry: 5, failback: 10 }, overrides: { failback: "immediate" } }),
    );
    const match = matchProfile(compiled, { vendor: "NONE", product: "x", revision: "1" });
    expect([match.profile, match.claim, match.trace]).toEqual([
      undefined,
      "never",
      [{ verdict: "unknown", reason: "no profile knows these INQUIRY strings" }],
    ]);
    expect([match.settings.no_path_retry, match.settings.failback]).toEqual([5, "immediate"]);
    expect(match.provenance.no_path_retry).toEqual({ source: "pathplug.json defaults" });
    expect(match.provenance.failback).toEqual({ source: "pathplug.json overrides" });
    expect(match.provenance.prio).toEqual({ source: "default" });
  });

  it("families of 10-generic match nothing by themselves", () => {
    expect(winner([{ name: "generic/alua", settings: { prio: "alua" } }], "generic", "alua")).toBeUndefined();
  });

  it("a bus is matched only by clauses of that bus", () => {
    const compiled = compiledOf(
      matching("v/nvme", { bus: "nvme", vendor: "NVME", product: "ACME Controller" }),
    );
    const strings = { vendor: "NVME", product: "ACME Controller", revision: "1.0" };
    expect(matchProfile(compiled, strings).profile).toBeUndefined();
    expect(matchProfile(compiled, { ...strings, bus: "nvme" }).profile).toBe("v/nvme");
  });
});

describe("hostile strings", () => {
  const compiled = compiledOf(
    matching("v/all", { vendor: "*" }),
    matching("v/array", { vendor: "NETAPP", product: "LUN*" }),
  );
  test.each<[string, string, string]>([
    ["NETAPP:m", "LUN", "1"],
    ["NETAPP:mLUN", "x", "1"],
    ["NETAPP", "LUN:r1:", "1"],
    ["NETAPP", "LUN", "1:"],
    ["NETÄPP", "LUN", "1"],
    ["NETAPP\u2028", "LUN", "1"],
  ])("%j %j %j match nothing, not even a star", (vendor, product, revision) => {
    const match = matchProfile(compiled, { vendor, product, revision });
    expect([match.profile, match.claim, match.trace[0]?.verdict]).toEqual([undefined, "never", "refused"]);
  });

  test.each<[string, string]>([
    ["*", "LUN"],
    ["NETAPP", "*"],
    ["NETA[P]P", "LUN"],
    ["netapp", "LUN"],
    ["NETAPP\\", "LUN"],
    ["NETAPP'", "LUN"],
    ["NETAPP\ud800", "LUN"],
  ])("%j %j is no literal array", (vendor, product) => {
    expect(matchProfile(compiled, { vendor, product, revision: "1" }).profile).toBe("v/all");
  });

  it("never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string(), fc.string(), (vendor, product, revision) => {
        expect(
          matchProfile(compiled, { vendor: untrustedText(vendor), product, revision }).trace.length,
        ).toBeGreaterThan(0);
      }),
    );
  });
});
