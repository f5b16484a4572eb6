import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRegistryEntry, type RegistryEntry } from "../../../core/registry/entry.ts";
import { parseLine } from "../../../core/registry/line.ts";
import { renderRegistryEntry } from "../../../core/render/registry.ts";

const entry: RegistryEntry = {
  wwid: "3600a098000000000000000000000000a",
  alias: "data",
  sectors: 2_097_152,
  serial: "80 \"'\\\n$x",
  paths: 4,
  lastPaths: 3,
  late: 1,
  table: "0 2097152 multipath 0 0 1 1 service-time 0 1 1 8:0 1",
  settings: "0123456789abcdef",
  profile: "netapp/ontap",
  ids: ["naa.600a098000000000000000000000000a", "t10.NETAPP   LUN %41"],
  unknown: { PATHPLUG_LATER: "a b" },
};

describe("a registry file", () => {
  it('is KEY="VALUE" lines that udev\'s IMPORT{file} reads', () => {
    expect(renderRegistryEntry(entry)).toBe(
      [
        'PATHPLUG_FORMAT="1"',
        'PATHPLUG_WWID="3600a098000000000000000000000000a"',
        'PATHPLUG_ALIAS="data"',
        'PATHPLUG_SERIAL="80 "\'\\x5c\\x0a$x"',
        'PATHPLUG_TABLE="0 2097152 multipath 0 0 1 1 service-time 0 1 1 8:0 1"',
        'PATHPLUG_SETTINGS="0123456789abcdef"',
        'PATHPLUG_PROFILE="netapp/ontap"',
        'PATHPLUG_SECTORS="2097152"',
        'PATHPLUG_PATHS="4"',
        'PATHPLUG_LAST_PATHS="3"',
        'PATHPLUG_LATE="1"',
        'PATHPLUG_IDS="naa.600a098000000000000000000000000a t10.NETAPP\\x20\\x20\\x20LUN\\x20%41"',
        'PATHPLUG_LATER="a b"',
        "",
      ].join("\n"),
    );
  });

  it("gives its entry back", () => {
    expect(parseRegistryEntry(renderRegistryEntry(entry), "f")).toEqual({ entry, findings: [] });
  });

  it("gives any entry back, whatever a device or a person wrote", () => {
    const text = fc
      .string({ minLength: 1, unit: "binary" })
      .filter((chosen) => !/[\ud800-\udfff]/.test(chosen));
    const entries = fc.record(
      {
        wwid: text,
        alias: text,
        serial: text,
        table: text,
        profile: text,
        sectors: fc.nat(),
        paths: fc.nat(),
        lastPaths: fc.nat(),
        late: fc.nat(),
        ids: fc.array(text),
      },
      { requiredKeys: ["wwid", "ids"] },
    );
    fc.assert(
      fc.property(entries, (chosen) => {
        const file = renderRegistryEntry({ ...chosen, unknown: {} } as RegistryEntry);
        expect(file).toMatch(/^([A-Z0-9_]+="[ -~]*"\n)+$/);
        expect(parseRegistryEntry(file, "f")).toEqual({ entry: { ...chosen, unknown: {} }, findings: [] });
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ["PATHPLUG_WWID=3600", "registry-format"],
    ["PATHPLUG_FORMAT=0\nPATHPLUG_WWID=3600", "registry-format"],
    ["PATHPLUG_FORMAT=2", "registry-format"],
    ["PATHPLUG_FORMAT=new\nPATHPLUG_WWID=3600", "registry-format"],
    ["PATHPLUG_FORMAT=1", "registry-format"],
    ["", "registry-format"],
  ])("without a format that is known or a WWID gives no entry: %j", (text, code) => {
    const { entry: parsed, findings } = parseRegistryEntry(text, "f");
    expect(parsed).toBeUndefined();
    expect(findings.map((finding) => finding.code)).toEqual([code]);
  });

  it("of a later release gives its WWID and nothing else: what the rule claims must be known", () => {
    const text = "PATHPLUG_FORMAT=2\nPATHPLUG_WWID=3600\nPATHPLUG_PATHS=4\nPATHPLUG_ALIAS=x\n";
    const { entry: parsed, findings } = parseRegistryEntry(text, "f");
    expect(parsed).toEqual({ wwid: "3600", ids: [], unknown: {}, laterFormat: 2 });
    expect(findings.map(({ code }) => code)).toEqual(["registry-later"]);
  });

  it("with broken lines gives what can be read, and the line of each", () => {
    const text =
      "# comment\nPATHPLUG_FORMAT=1\n\n  PATHPLUG_WWID = '3600' \nnonsense\nPATHPLUG_ALIAS=\"x\nPATHPLUG_PATHS=many\n";
    const { entry: parsed, findings } = parseRegistryEntry(text, "f");
    expect(parsed).toEqual({ wwid: "3600", ids: [], unknown: {} });
    expect(findings.map(({ code, place }) => `${code} ${place?.line}`)).toEqual([
      "registry-line 5",
      "registry-line 6",
      "registry-line undefined",
    ]);
  });

  it("never makes the parser throw", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => void parseRegistryEntry(text, "f")),
      { numRuns: 3000 },
    );
  });
});

describe("a line, as udev reads it,", () => {
  it.each([
    ['A="b"', { kind: "pair", key: "A", value: "b" }],
    ["A='b\"'", { kind: "pair", key: "A", value: 'b"' }],
    ["  A = b c  ", { kind: "pair", key: "A", value: "b c" }],
    ["A=b#c", { kind: "pair", key: "A", value: "b#c" }],
    ['A="b"c"', { kind: "pair", key: "A", value: 'b"c' }],
    ["A=b=c", { kind: "pair", key: "A", value: "b=c" }],
    [" # A=b", { kind: "empty" }],
    ["A=", { kind: "broken", message: "gives A no value" }],
    ["=b", { kind: "broken", message: "has no key" }],
    ["A", { kind: "broken", message: "has no =" }],
    ['A="b', { kind: "broken", message: "opens a quote for A and does not close it" }],
    ['A="', { kind: "broken", message: "opens a quote for A and does not close it" }],
  ])("%j", (line, parsed) => {
    expect(parseLine(line)).toEqual(parsed);
  });
});
