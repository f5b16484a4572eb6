import { decodeText } from "../../core/bytes/text.ts";
import { compareText } from "../../core/profile/layering.ts";
import type { Origin } from "../../core/profile/profile.ts";
import { jsonLimits } from "../system/json-file.ts";
import type { System } from "../system/system.ts";
import type { ProfileText, SettingsText } from "./profile-files.ts";

/** Where profiles lie, lowest first: a later one replaces the same name of an earlier one. */
export const profileDirectories: readonly { readonly path: string; readonly origin: Origin }[] = [
  { path: "/usr/share/pathplug/vendor-profiles", origin: "shipped" },
  { path: "/run/pathplug/profiles.d", origin: "runtime" },
  { path: "/etc/pathplug/profiles.d", origin: "site" },
];

export const settingsPath = "/etc/pathplug/pathplug.json";

/** Folders below a profile directory: layer, vendor. */
const DEPTH = 3;

/**
 * The texts of one profile directory, schemas left out, in the order of their paths; none when there is no such
 * directory.
 */
export function readProfileTexts(system: System, directory: string, origin: Origin): ProfileText[] {
  const texts: ProfileText[] = [];
  const visit = (relative: string, depth: number): void => {
    const names = system.list(`${directory}/${relative}`) ?? [];
    for (const name of names.toSorted(compareText)) {
      const inside = relative === "" ? name : `${relative}/${name}`;
      if (!name.endsWith(".json")) {
        if (depth < DEPTH && inside !== "schema" && !name.startsWith(".")) visit(inside, depth + 1);
        continue;
      }
      const text = readText(system, `${directory}/${inside}`);
      if (text !== undefined) texts.push({ path: `${directory}/${inside}`, relative: inside, origin, text });
    }
  };
  visit("", 0);
  return texts;
}

/** The site's settings; absent where it has none. */
export function readSettings(system: System): SettingsText | undefined {
  const text = readText(system, settingsPath);
  return text === undefined ? undefined : { path: settingsPath, text };
}

/** One character more than the limit is read, so that a longer file is refused and not cut. */
function readText(system: System, path: string): string | undefined {
  const bytes = system.readBytes(path, jsonLimits.characters + 1);
  return bytes === undefined ? undefined : decodeText(bytes);
}
