import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it, test } from "vitest";
import { matchProfile } from "../../../core/profile/match.ts";
import {
  compileProfileDirectories,
  type ProfileText,
  type ProfileValidators,
} from "../../../host/profiles/profile-files.ts";
import { loadValidators, root, shippedTexts } from "../../vendor-profiles/shipped.ts";

let validators: ProfileValidators;
beforeAll(async () => {
  validators = await loadValidators();
});

function siteFile(text: string, relative = "mine.json"): ProfileText {
  return { path: `/etc/pathplug/profiles.d/${relative}`, relative, origin: "site", text };
}

/** `code line:column` of each finding. */
function findings(text: string): string[] {
  const result = compileProfileDirectories([...shippedTexts(), siteFile(text)], undefined, validators);
  expect(result.compiled.profiles["netapp/ontap"]).toBeDefined();
  return result.findings.map(({ code, place }) => `${code} ${place?.line}:${place?.column}`);
}

describe("a broken site file costs only itself, and is reported with line and column", () => {
  test.each<[string, string, string[]]>([
    ["no JSON", "{", ["profile-syntax 1:2"]],
    ["a list", "[]", ["profile-schema 1:1"]],
    ["no name", '{ "title": "x" }', ["profile-schema 1:1"]],
    ["an unknown key", '{\n  "name": "a/b",\n  "mach": []\n}', ["profile-unknown-key 3:3"]],
    [
      "an unknown setting",
      '{ "name": "a/b",\n  "settings": { "failbak": 1 } }',
      ["profile-unknown-key 2:17"],
    ],
    [
      "a value of the wrong kind",
      '{ "name": "a/b",\n "settings": {\n  "no_path_retry": "ever" } }',
      ["profile-schema 3:3"],
    ],
    [
      "a prioritizer that is not there",
      '{ "name": "a/b",\n "settings": { "prio": "rdac" } }',
      ["profile-schema 2:16"],
    ],
    ["a name that is a path", '{ "name": "../x" }', ["profile-schema 1:3"]],
    ["a key of every object", '{ "name": "a/b", "__proto__": {} }', ["profile-unknown-key 1:18"]],
    ["several at once", '{ "name": 1,\n "claim": "x" }', ["profile-schema 1:3", "profile-schema 2:2"]],
    ["a bad pattern", '{ "name": "a/b",\n "match": [{ "vendor": "A:B" }] }', ["profile-pattern 2:14"]],
  ])("%s", (_, text, expected) => {
    expect(findings(text)).toEqual(expected);
  });

  test.each<[string, string]>([
    ["failbak", 'Did you mean "failback"?'],
    ["path_grouping_polcy", 'Did you mean "path_grouping_policy"?'],
  ])("suggests the nearest key to %s", (key, hint) => {
    const text = JSON.stringify({ name: "a/b", settings: { [key]: 1 } });
    const result = compileProfileDirectories([siteFile(text)], undefined, validators);
    expect(result.findings).toMatchObject([{ code: "profile-unknown-key", hint }]);
  });

  test.each(["path_checker", "checker_timeout", "polling_interval"])(
    "says of multipath.conf's %s how paths are tested instead",
    (key) => {
      const text = JSON.stringify({ name: "a/b", settings: { [key]: "directio" } });
      const [finding] = compileProfileDirectories([siteFile(text)], undefined, validators).findings;
      expect(finding?.code).toBe("profile-unknown-key");
      expect(finding?.hint).toMatch(/^Remove it: every path is tested in one way/);
    },
  );

  it("tells what a key takes in the words of the schema", () => {
    const text = JSON.stringify({ name: "a/b", settings: { failback: "now" } });
    const [finding] = compileProfileDirectories([siteFile(text)], undefined, validators).findings;
    expect(finding?.hint).toMatch(/^When to return to the best path group: immediate, manual/);
  });
});

describe("site files", () => {
  it("replace a shipped profile by its name", () => {
    const text =
      '{ "name": "netapp/ontap", "extends": "generic/alua", "match": [{ "vendor": "NETAPP" }], "settings": { "no_path_retry": 7 } }';
    const { compiled, findings } = compileProfileDirectories(
      [...shippedTexts(), siteFile(text)],
      undefined,
      validators,
    );
    const match = matchProfile(compiled, { vendor: "NETAPP", product: "LUN C-Mode", revision: "1" });
    expect([findings, match.profile, match.settings.no_path_retry]).toEqual([[], "netapp/ontap", 7]);
  });

  it("pathplug.json is read with comments, and left out whole when it is wrong", () => {
    const good =
      '{ // site\n "overrides": { "no_path_retry": "queue" }, "luns": [{ "wwid": "3600a", "alias": "data" }] }';
    const read = (text: string) =>
      compileProfileDirectories([], { path: "/etc/pathplug/pathplug.json", text }, validators);
    expect(read(good)).toMatchObject({ findings: [], compiled: { site: { luns: [{ alias: "data" }] } } });
    const wrong = read(
      '{ "overrides": { "no_path_retry": "queue" },\n "luns": [{ "wwid": "a b", "alias": "a/b" }] }',
    );
    expect(wrong.compiled.site).toEqual({ luns: [] });
    expect(wrong.findings.map(({ place }) => `${place?.line}:${place?.column}`)).toEqual(["2:13", "2:28"]);
  });
});

describe("the schemas", () => {
  test.each(["profile", "settings", "vectors"])(
    "%s.schema.json describes every key and allows no other",
    (name) => {
      const schema: unknown = JSON.parse(
        readFileSync(`${root}/vendor-profiles/schema/${name}.schema.json`, "utf8"),
      );
      expect(undescribed(schema, name)).toEqual([]);
    },
  );
});

interface SchemaNode {
  readonly description?: string;
  readonly additionalProperties?: boolean;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly $defs?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
}

function undescribed(value: unknown, at: string): string[] {
  const node = value as SchemaNode;
  const children = [
    ...Object.entries({ ...node.properties, ...node.$defs }),
    ...(node.items === undefined ? [] : [["items", node.items] as const]),
    ...(node.anyOf ?? []).map((child, index) => [`anyOf/${index}`, child] as const),
  ];
  const isOpen = node.properties !== undefined && node.additionalProperties !== false;
  return [
    ...(node.description === undefined ? [`${at} has no description`] : []),
    ...(isOpen ? [`${at} allows other keys`] : []),
    ...children.flatMap(([name, child]) => undescribed(child, `${at}/${name}`)),
  ];
}
