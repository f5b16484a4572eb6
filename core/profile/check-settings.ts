import { diagnoseAny } from "../diagnostic/all-codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { settingLayers } from "./compile.ts";
import { foldLayers, type SourcedSettings } from "./fold.ts";
import { layerProfiles } from "./layering.ts";
import type { ProfileFile, WrittenSettings } from "./profile.ts";
import type { SettingName } from "./settings.ts";

/**
 * Settings that say what holds anyway. Families of 10-generic are exempt: each states its behaviour in full. So is a
 * setting that a variant of what is extended sets otherwise, and `claim`, which every profile had better say aloud.
 */
export function checkRedundantSettings(files: readonly ProfileFile[]): Diagnostic[] {
  const byName = new Map(layerProfiles(files).files.map((file) => [file.profile.name, file]));
  return [...byName.values()]
    .filter(({ layer }) => layer !== 10)
    .flatMap((file) => redundantSettings(file, byName));
}

function redundantSettings(file: ProfileFile, byName: ReadonlyMap<string, ProfileFile>): Diagnostic[] {
  const inheritedLayers = ancestors(file, byName).flatMap(settingLayers);
  const varied = new Set(
    inheritedLayers.flatMap(({ when, settings }) => (when === undefined ? [] : Object.keys(settings))),
  );
  const inherited = foldLayers(inheritedLayers.filter(({ when }) => when === undefined));
  const own = file.profile.settings ?? {};
  return (Object.keys(own) as (keyof WrittenSettings)[])
    .filter(
      (name) => !varied.has(name) && JSON.stringify(own[name]) === JSON.stringify(inherited.settings[name]),
    )
    .map((name) => repeat(file, name, inherited));
}

function ancestors(file: ProfileFile, byName: ReadonlyMap<string, ProfileFile>): ProfileFile[] {
  const found: ProfileFile[] = [];
  for (let name = file.profile.extends; name !== undefined; name = found[0]?.profile.extends) {
    const parent = byName.get(name);
    if (parent === undefined || parent === file || found.includes(parent)) break;
    found.unshift(parent);
  }
  return found;
}

function repeat(file: ProfileFile, name: SettingName, { settings, provenance }: SourcedSettings): Diagnostic {
  const source = provenance[name]?.source ?? "default";
  const message = `${name} is ${JSON.stringify(settings[name])} by ${source === "default" ? "default" : source} already`;
  const pointer = `/settings/${name}`;
  return diagnoseAny("profile-redundant-setting", file.path, message, { place: file.locate(pointer) });
}
