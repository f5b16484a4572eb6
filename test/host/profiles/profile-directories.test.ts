import { describe, expect, it } from "vitest";
import { encodeText } from "../../../core/bytes/text.ts";
import { matchProfile } from "../../../core/profile/match.ts";
import {
  profileDirectories,
  readProfileTexts,
  readSettings,
} from "../../../host/profiles/profile-directories.ts";
import { compileProfileDirectories } from "../../../host/profiles/profile-files.ts";
import type { System } from "../../../host/system/system.ts";
import { loadValidators } from "../../vendor-profiles/shipped.ts";

/** A machine that holds these files. */
function machineOf(files: Readonly<Record<string, string>>): System {
  const paths = Object.keys(files);
  const readable: Pick<System, "readBytes" | "list"> = {
    readBytes: (path, limit) => {
      const text = files[path];
      return text === undefined ? undefined : encodeText(text).slice(0, limit);
    },
    list: (path) => {
      const prefix = `${path.replace(/\/$/, "")}/`;
      const names = paths
        .filter((file) => file.startsWith(prefix))
        .map((file) => file.slice(prefix.length).split("/")[0]);
      return names.length === 0 ? undefined : [...new Set(names.flatMap((name) => name ?? []))];
    },
  };
  return readable as System;
}

/** All profile directories of a machine, in their order. */
const textsOf = (machine: System) =>
  profileDirectories.flatMap(({ path, origin }) => readProfileTexts(machine, path, origin));

const shipped = "/usr/share/pathplug/vendor-profiles";
const profile = (name: string, retries: number): string =>
  JSON.stringify({ name, match: [{ vendor: "ACME" }], settings: { no_path_retry: retries } });

describe("the profile directories of a machine", () => {
  it("are read in their order; schemas, hidden folders and what is no JSON are left out", async () => {
    const machine = machineOf({
      [`${shipped}/schema/profile.schema.json`]: "{}",
      [`${shipped}/README.md`]: "#",
      [`${shipped}/30-vendor/v/a.json`]: profile("v/a", 1),
      [`${shipped}/30-vendor/v/a.vectors.json`]: '{"vectors": 1}',
      "/run/pathplug/profiles.d/a.json": profile("v/a", 2),
      "/etc/pathplug/profiles.d/.git/x.json": "{",
      "/etc/pathplug/profiles.d/50-site/a.json": profile("v/a", 3),
      "/etc/pathplug/pathplug.json": '{ "luns": [{ "wwid": "3600a", "alias": "data" }] }',
    });
    const [texts, settings] = [textsOf(machine), readSettings(machine)];
    expect(texts.map(({ path, origin }) => [path, origin])).toEqual([
      [`${shipped}/30-vendor/v/a.json`, "shipped"],
      [`${shipped}/30-vendor/v/a.vectors.json`, "shipped"],
      ["/run/pathplug/profiles.d/a.json", "runtime"],
      ["/etc/pathplug/profiles.d/50-site/a.json", "site"],
    ]);
    const { compiled, findings } = compileProfileDirectories(texts, settings, await loadValidators());
    expect(findings.map(({ code, subject }) => [code, subject])).toEqual([
      ["profile-schema", `${shipped}/30-vendor/v/a.vectors.json`],
    ]);
    const match = matchProfile(compiled, { vendor: "ACME", product: "x", revision: "1" });
    expect(match.settings.no_path_retry).toBe(3);
    expect(compiled.site.luns).toEqual([{ wwid: "3600a", alias: "data" }]);
  });

  it("may be absent", () => {
    expect([textsOf(machineOf({})), readSettings(machineOf({}))]).toEqual([[], undefined]);
  });

  it("a file past the limit is refused, not cut", async () => {
    const machine = machineOf({
      "/etc/pathplug/profiles.d/a.json": `${profile("v/a", 1)}${" ".repeat(2_000_000)}`,
    });
    const { findings } = compileProfileDirectories(textsOf(machine), undefined, await loadValidators());
    expect(findings.map(({ code }) => code)).toEqual(["profile-limits"]);
  });

  it("settings past the limit are refused, not cut", async () => {
    const machine = machineOf({ "/etc/pathplug/pathplug.json": `{}${" ".repeat(2_000_000)}` });
    const { findings } = compileProfileDirectories([], readSettings(machine), await loadValidators());
    expect(findings.map(({ code }) => code)).toEqual(["profile-limits"]);
  });
});
