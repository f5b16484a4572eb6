import { describe, expect, it } from "vitest";
import { keepSettings, sameExclusions } from "../../../core/plan/changed-verdicts.ts";
import { compileProfiles } from "../../../core/profile/compile.ts";
import { fitsExclusion } from "../../../core/profile/exclusion-glob.ts";
import type { ExclusionLists } from "../../../core/profile/profile.ts";
import { renderHwdb } from "../../../core/render/hwdb.ts";
import { matching, site, written } from "./written.ts";

function compiled(exclude: ExclusionLists, exclude_exceptions: ExclusionLists = {}) {
  const files = [written(matching("acme/anvil", { vendor: "ACME" }, { claim: "first-path" }))];
  return compileProfiles(files, site({ exclude, exclude_exceptions }));
}

describe("a pattern", () => {
  it.each([
    ["sda", "sda", true],
    ["sda", "sdaa", false],
    ["sda*", "sdaa", true],
    ["!sda", "sda", false],
    ["!sda", "sdb", true],
    ["36005[0-7]*", "360050768abc", true],
    ["scsi:fcp", "scsi:fcp", true],
    ["scsi:*", "scsi:iscsi", true],
    ["scsi:fcp", "scsi/fcp", true],
    ["ID_USB_*", "ID_USB_DRIVER", true],
    ["1ACME_disk?1", "1ACME_disk#1", true],
    ["[", "[", false],
  ])("%s about %s: %s", (pattern, text, fits) => {
    expect(fitsExclusion(pattern, text)).toBe(fits);
  });
});

describe("exclude and exclude_exceptions", () => {
  it("are compiled with the place of each pattern", () => {
    const { compiled: made, findings } = compiled(
      { devnode: ["sda"], product: [{ vendor: "ATA" }, { product: "LUNZ" }] },
      { wwid: ["36*"] },
    );
    expect(findings).toEqual([]);
    expect(made.site.exclusions).toEqual([
      { kind: "devnode", patterns: ["sda"], at: "pathplug.json#/exclude/devnode/0" },
      { kind: "product", patterns: ["ATA", "*"], at: "pathplug.json#/exclude/product/0" },
      { kind: "product", patterns: ["*", "LUNZ"], at: "pathplug.json#/exclude/product/1" },
      { kind: "wwid", patterns: ["36*"], except: true, at: "pathplug.json#/exclude_exceptions/wwid/0" },
    ]);
  });

  it("leave out what cannot be read, and say where it stands", () => {
    const { compiled: made, findings } = compiled({ wwid: ["^36.*", "(a|b)", "36 ", "36*"] });
    expect(made.site.exclusions?.map(({ patterns }) => patterns)).toEqual([["36*"]]);
    expect(findings.map(({ code, place }) => [code, place?.file])).toEqual(
      [0, 1, 2].map((index) => ["settings-exclusion", `pathplug.json#/exclude/wwid/${index}`]),
    );
  });

  it("are absent where the site says nothing", () => {
    expect(Object.hasOwn(compiled({}).compiled.site, "exclusions")).toBe(false);
  });
});

describe("what `refresh` has the worker look at", () => {
  it.each([
    ["nothing where the lists say the same", { wwid: ["36*"] }, true],
    ["everything where a pattern has gone", {}, false],
    ["everything where another has come", { wwid: ["36*", "2*"] }, false],
  ])("is %s", (_, exclude, isSame) => {
    expect(sameExclusions(compiled({ wwid: ["36*"] }).compiled, compiled(exclude).compiled)).toBe(isSame);
  });
});

describe("settings that cannot be read", () => {
  const before = compiled({ wwid: ["36*"], devnode: ["sda"] }).compiled;
  const excluded = (after: ReturnType<typeof keepSettings>) => [
    after.isKept,
    ...(after.compiled.site.exclusions ?? []).map(({ patterns }) => patterns.join(" ")),
  ];

  it.each<[string, ExclusionLists, boolean, readonly (string | boolean)[]]>([
    ["take nothing out of force, where it is the file", {}, false, [true, "sda", "36*"]],
    [
      "take no exclusion out of force, where it is one of them",
      { wwid: ["36*", "(a|b)", "2*"] },
      true,
      [true, "36*", "2*", "sda"],
    ],
    ["and others replace those in force", { wwid: ["2*"] }, true, [false, "2*"]],
  ])("%s", (_, exclude, isReadable, wanted) => {
    expect(excluded(keepSettings(before, compiled(exclude), isReadable))).toEqual(wanted);
  });
});

describe("the hwdb", () => {
  const record = (vendor: string, product: string): string =>
    `\npathplug:scsi:v${vendor}:m${product}:r*:\n PATHPLUG_PROFILE=excluded\n PATHPLUG_CLAIM=never\n`;

  it("says of products that they are excluded, behind all profiles: the last record wins", () => {
    const text = renderHwdb(compiled({ product: [{ vendor: "ACME" }, { product: "LUN*" }] }).compiled);
    expect(text.endsWith(record("ACME", "*") + record("*", "LUN*"))).toBe(true);
  });

  it.each([
    ["where some are excepted", { product: [{ vendor: "ACME" }] }, { product: [{ product: "x" }] }],
    ["of everything else", { product: [{ vendor: "!ACME" }] }, {}],
    ["where a colon would move the fields of the key", { product: [{ vendor: "A:B" }] }, {}],
    ["of other kinds", { wwid: ["36*"], devnode: ["sda"] }, {}],
  ])("leaves it to the worker %s", (_, exclude, exceptions) => {
    expect(renderHwdb(compiled(exclude, exceptions).compiled)).not.toContain("=excluded\n");
  });
});
