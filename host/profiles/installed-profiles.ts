import type { Diagnostic } from "../../core/diagnostic/diagnostic.ts";
import type { CompiledProfiles } from "../../core/profile/compiled.ts";
import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";
import { COMPILED_PROFILES, readCompiledProfiles } from "./compiled-profiles.ts";
import { profileDirectories, readProfileTexts, readSettings } from "./profile-directories.ts";
import {
  compileProfileDirectories,
  type ProfileText,
  type ProfileValidators,
  type SettingsText,
} from "./profile-files.ts";

/** Where an installation, or a built checkout, keeps its profiles. */
export interface ProfilePlaces {
  /** Folder of profiles.json: dist/ or /usr/lib/pathplug. */
  readonly library: string;
  /** A compiled file that is read instead of all others. */
  readonly compiled?: string | undefined;
}

export interface ProfilesInForce {
  readonly compiled: CompiledProfiles;
  /** What was wrong with site files; they are skipped. */
  readonly findings: readonly Diagnostic[];
}

/** The profiles that the worker of this machine uses: what `refresh` compiled, else the installation's. */
export function readLiveProfiles(base: System, { library, compiled }: ProfilePlaces): CompiledProfiles {
  const files = compiled === undefined ? [COMPILED_PROFILES[0], `${library}/profiles.json`] : [compiled];
  return readCompiledProfiles(base, files) ?? refuse(files);
}

/**
 * The profiles for a machine that is only looked at: the installation's, under the site's own of that machine, which
 * are compiled on the fly. `validators` is asked for only when the machine has any.
 */
export async function readProfilesFor(
  machine: System,
  base: System,
  places: ProfilePlaces,
  validators: () => Promise<ProfileValidators>,
): Promise<ProfilesInForce> {
  const site = readSiteSources(machine);
  if (site.texts.length === 0 && site.settings === undefined) {
    const files = [places.compiled ?? `${places.library}/profiles.json`];
    return { compiled: readCompiledProfiles(base, files) ?? refuse(files), findings: [] };
  }
  const shipped = readShippedTexts(base, places.library);
  return compileProfileDirectories([...shipped, ...site.texts], site.settings, await validators());
}

/** The profiles and settings that a machine has beside the package's. */
export function readSiteSources(machine: System): {
  readonly texts: readonly ProfileText[];
  readonly settings: SettingsText | undefined;
} {
  const own = profileDirectories.filter(({ origin }) => origin !== "shipped");
  const texts = own.flatMap(({ path, origin }) => readProfileTexts(machine, path, origin));
  return { texts, settings: readSettings(machine) };
}

/** The package's profiles as files: beside the library of an installation, or in the checkout. */
export function readShippedTexts(base: System, library: string): readonly ProfileText[] {
  for (const directory of shippedDirectories(library)) {
    const texts = readProfileTexts(base, directory, "shipped");
    if (texts.length > 0) return texts;
  }
  return refuse(shippedDirectories(library));
}

function shippedDirectories(library: string): readonly string[] {
  return [
    `${library}/../vendor-profiles`,
    `${library}/../../share/pathplug/vendor-profiles`,
    "/usr/share/pathplug/vendor-profiles",
  ];
}

function refuse(files: readonly string[]): never {
  return fail(
    "failed",
    "profiles-unreadable",
    files[0] ?? "",
    `none of these can be read: ${files.join(", ")}`,
  );
}
