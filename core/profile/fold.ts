import type { SettingLayer } from "./compiled.ts";
import { builtInSettings } from "./defaults.ts";
import type { Provenance, SettingName, Settings } from "./settings.ts";

/** Settings with the source of each. */
export interface SourcedSettings {
  readonly settings: Settings;
  /** Has an entry for every setting that has a value. */
  readonly provenance: Readonly<Partial<Record<SettingName, Provenance>>>;
}

/** The built-in defaults as the lowest layer. */
export const builtInLayer: SettingLayer = { source: "default", settings: builtInSettings };

/** Lays the layers over each other, later over earlier. Conditions are not looked at: filter first. */
export function foldLayers(layers: readonly SettingLayer[]): SourcedSettings {
  let settings: Settings = builtInSettings;
  const provenance: Partial<Record<SettingName, Provenance>> = {};
  for (const layer of [builtInLayer, ...layers]) {
    settings = { ...settings, ...layer.settings };
    for (const name of Object.keys(layer.settings) as SettingName[])
      provenance[name] = { source: layer.source };
  }
  return { settings, provenance };
}
