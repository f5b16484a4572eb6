import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { parseMultipathConf } from "../../../core/migrate/parse-conf.ts";
import { type Migration, toSiteSettings } from "../../../core/migrate/to-site-settings.ts";
import { checkProfiles } from "../../../core/profile/check.ts";
import type { Profile } from "../../../core/profile/profile.ts";
import { compileProfileDirectories, type ProfileValidators } from "../../../host/profiles/profile-files.ts";
import { loadValidators, shippedTexts } from "../../vendor-profiles/shipped.ts";

const folder = new URL("fixtures/", import.meta.url);
const names = readdirSync(folder);
const textOf = (name: string) => readFileSync(new URL(name, folder), "utf8");

/** Each of them alone, and two with a file of conf.d behind. */
const examples: readonly (readonly string[])[] = [
  ...names.map((name) => [name]),
  ["netapp-ontap.conf", "conf.d-drop-in.conf"],
  ["rhel-default.conf", "dell-powerstore.conf", "hpe-3par-msa.conf"],
];

let validators: ProfileValidators;
let known: readonly Profile[];
beforeAll(async () => {
  validators = await loadValidators();
  known = compileProfileDirectories(shippedTexts(), undefined, validators).sources.files.map(
    ({ profile }) => profile,
  );
});

/** Every error that `refresh` or `profile check` would report of what came out, as the files that would be written. */
function errorsOf({ site, profiles }: Migration): readonly string[] {
  const texts = profiles.map(({ file, profile }) => {
    const path = `/etc/pathplug/profiles.d/${file}`;
    return { path, relative: file, origin: "site" as const, text: JSON.stringify(profile) };
  });
  const settings = { path: "/etc/pathplug/pathplug.json", text: JSON.stringify(site) };
  const made = compileProfileDirectories([...shippedTexts(), ...texts], settings, validators);
  const checked = checkProfiles({ ...made, sources: made.sources });
  return [...made.findings, ...checked]
    .filter(({ severity, place }) => severity === "error" && place?.file?.startsWith("/etc/") === true)
    .map(({ code, message }) => `${code}: ${message}`);
}

describe("what vendors recommend, as sites have it", () => {
  it.each(examples.map((files) => [files.join(" + "), files] as const))("%s", async (title, files) => {
    const { conf, findings } = parseMultipathConf(files.map((file) => ({ file, text: textOf(file) })));
    const migration = toSiteSettings(conf, known);
    expect(errorsOf(migration)).toEqual([]);
    const golden = `golden/${title.replaceAll(".conf", "").replaceAll(" + ", "+")}.json`;
    await expect(`${JSON.stringify({ read: findings, ...migration }, undefined, 1)}\n`).toMatchFileSnapshot(
      golden,
    );
  });

  it("gives files that their schemas accept, whatever was changed in it", () => {
    const values = [
      "0",
      "-1",
      "99999999999",
      '""',
      "yes",
      '"a b"',
      "é",
      '"^(a|b)*$"',
      '".*"',
      '"1 alua"',
      "queue",
    ];
    const line = fc.tuple(fc.constantFrom(...names), fc.nat(80), fc.constantFrom(...values));
    fc.assert(
      fc.property(line, ([name, at, value]) => {
        const lines = textOf(name).split("\n");
        const changed = lines.map((one, index) =>
          index === at % lines.length
            ? one.replace(/^(\s*\w+\s+)[^{\s].*$/, (_, before) => before + value)
            : one,
        );
        const { conf } = parseMultipathConf([{ file: name, text: changed.join("\n") }]);
        const { site, profiles } = toSiteSettings(conf, known);
        expect(validators.settings(site)).toEqual([]);
        for (const { profile } of profiles) expect(validators.profile(profile)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
