import type { Diagnostic } from "../core/diagnostic/diagnostic.ts";
import { parseMultipathConf } from "../core/migrate/parse-conf.ts";
import { type Migration, toSiteSettings } from "../core/migrate/to-site-settings.ts";
import type { CompiledProfiles } from "../core/profile/compiled.ts";
import { readMultipathConfFiles } from "../host/ownership/multipath-conf-files.ts";
import { readShippedTexts, readSiteSources } from "../host/profiles/installed-profiles.ts";
import { settingsPath } from "../host/profiles/profile-directories.ts";
import {
  compileProfileDirectories,
  type ProfileText,
  readProfileSources,
} from "../host/profiles/profile-files.ts";
import type { Source } from "./source.ts";
import { loadValidators } from "./view.ts";

/** Where profiles of a site are. */
const PROFILES = "/etc/pathplug/profiles.d";

/** What becomes of a host's multipath.conf, and the profiles that are in force with it. */
export interface MigratedSettings {
  readonly migration: Migration;
  /** Problems of the files, and what may be multipathed otherwise than before. */
  readonly findings: readonly Diagnostic[];
  /** Files to write, by path. */
  readonly files: ReadonlyMap<string, string>;
  readonly compiled: CompiledProfiles;
}

/** Reads and carries over; absent where the host has no multipath.conf, or settings of its own for pathplug already. */
export async function readMigratedSettings({
  system,
  base,
  library,
}: Source): Promise<MigratedSettings | undefined> {
  const confFiles = readMultipathConfFiles(system);
  const site = readSiteSources(system);
  if (confFiles.length === 0 || site.settings !== undefined || site.texts.length > 0) return undefined;
  const validators = await loadValidators();
  const shipped = readShippedTexts(base, library);
  const { conf, findings } = parseMultipathConf(confFiles);
  const known = readProfileSources(shipped, undefined, validators).files.map(({ profile }) => profile);
  const migration = toSiteSettings(conf, known);
  const settings = { path: settingsPath, text: textOf(migration.site) };
  const texts = migration.profiles.map(
    ({ file, profile }): ProfileText => ({
      path: `${PROFILES}/${file}`,
      relative: file,
      origin: "site",
      text: textOf(profile),
    }),
  );
  const compilation = compileProfileDirectories([...shipped, ...texts], settings, validators);
  return {
    migration,
    findings: [...findings, ...migration.findings, ...compilation.findings],
    files: new Map([settings, ...texts].map(({ path, text }) => [path, text])),
    compiled: compilation.compiled,
  };
}

function textOf(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
