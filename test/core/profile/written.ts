import { type Compilation, compileProfiles } from "../../../core/profile/compile.ts";
import type { CompiledProfiles } from "../../../core/profile/compiled.ts";
import type {
  MatchClause,
  Origin,
  Profile,
  ProfileFile,
  SiteSettings,
  SiteSettingsFile,
} from "../../../core/profile/profile.ts";

/** A profile as if read from a file; its places are pointers, so that tests can name them. */
export function written(profile: Profile, origin: Origin = "shipped", path?: string): ProfileFile {
  const isFamily = profile.name.startsWith("generic/");
  const folder = isFamily ? "10-generic" : "30-vendor";
  const name = isFamily ? profile.name.slice("generic/".length) : profile.name;
  const file =
    path ?? (origin === "shipped" ? `vendor-profiles/${folder}/${name}.json` : `/${origin}/${name}.json`);
  const layer = isFamily ? 10 : origin === "shipped" ? 30 : 50;
  return {
    path: file,
    origin,
    layer,
    profile,
    locate: (pointer) => ({ file: `${file}#${pointer}`, line: 1, column: 1 }),
  };
}

/** A profile with one match. */
export function matching(name: string, clause: MatchClause, more: Partial<Profile> = {}): Profile {
  return { name, title: name, source: "test", match: [clause], ...more };
}

export function site(settings: SiteSettings): SiteSettingsFile {
  return {
    path: "pathplug.json",
    site: settings,
    locate: (pointer) => ({ file: `pathplug.json#${pointer}` }),
  };
}

export function compileWritten(...profiles: readonly Profile[]): Compilation {
  return compileProfiles(profiles.map((profile) => written(profile)));
}

export function compiledOf(...profiles: readonly Profile[]): CompiledProfiles {
  return compileWritten(...profiles).compiled;
}
