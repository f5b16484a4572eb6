import { diagnoseAny } from "../diagnostic/all-codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { compileProfiles } from "./compile.ts";
import type { CompiledProfiles } from "./compiled.ts";
import { effectiveSettings } from "./effective.ts";
import { ORIGINS } from "./layering.ts";
import { matchProfile } from "./match.ts";
import type { ProfileFile } from "./profile.ts";
import type { SettingName } from "./settings.ts";
import { readVectorDevice, type Vector, type VectorFile } from "./vectors.ts";

/**
 * Profiles that match something and have no vector, and vectors that do not give what they expect. A vector is
 * tried against the profiles of its own directory and those below, without site settings: what a site changes
 * on purpose does not make the package's vectors wrong. The package is installed without any, and misses none then.
 */
export function checkVectors(
  files: readonly ProfileFile[],
  vectorFiles: readonly VectorFile[],
): Diagnostic[] {
  const shipped = new Set(files.filter(({ origin }) => origin === "shipped").map(({ path }) => path));
  const hasShipped = vectorFiles.some(({ profilePath }) => shipped.has(profilePath));
  const missing = files
    .filter(({ origin }) => origin !== "shipped" || hasShipped)
    .filter((file) => (file.profile.match ?? []).length > 0 && !hasVector(file, vectorFiles))
    .map((file) => {
      const message = `${file.profile.name} has no vector beside it that expects it`;
      return diagnoseAny("profile-vector-missing", file.path, message, { place: file.locate("/name") });
    });
  const wrong = ORIGINS.flatMap((origin, at) => {
    const below = ORIGINS.slice(0, at + 1);
    const beside = new Set(files.filter((file) => file.origin === origin).map(({ path }) => path));
    const own = vectorFiles.filter(({ profilePath }) => beside.has(profilePath));
    if (own.length === 0) return [];
    const { compiled } = compileProfiles(files.filter((file) => below.includes(file.origin)));
    return own.flatMap((file) => mismatches(compiled, file));
  });
  return [...missing, ...wrong];
}

function hasVector(file: ProfileFile, vectorFiles: readonly VectorFile[]): boolean {
  return vectorFiles.some(({ profilePath, vectors }) => {
    return profilePath === file.path && vectors.some(({ expect }) => expect.profile === file.profile.name);
  });
}

function mismatches(compiled: CompiledProfiles, file: VectorFile): Diagnostic[] {
  return file.vectors.flatMap((vector, index) => {
    return compareVector(compiled, vector).map(({ key, message }) => {
      const place = file.locate(`/vectors/${index}/${key}`);
      return diagnoseAny("profile-vector-mismatch", file.path, `${vector.title}: ${message}`, { place });
    });
  });
}

interface Mismatch {
  /** JSON pointer below the vector. */
  readonly key: string;
  readonly message: string;
}

/**
 * What a vector gives otherwise than it expects. The WWID is not looked at: that is identification, not
 * matching.
 */
export function compareVector(compiled: CompiledProfiles, vector: Vector): Mismatch[] {
  const device = readVectorDevice(vector);
  if (device === undefined)
    return [{ key: "inquiry", message: "standard INQUIRY data has at least 36 bytes" }];
  const match = matchProfile(compiled, device);
  const { expect } = vector;
  const found: Mismatch[] = [];
  if (match.profile !== expect.profile) {
    found.push({
      key: "expect/profile",
      message: `matches ${match.profile ?? "no profile"}, not ${expect.profile ?? "none"}`,
    });
  }
  if (match.claim !== expect.claim) {
    found.push({ key: "expect/claim", message: `is claimed ${match.claim}, not ${expect.claim}` });
  }
  const { settings } = effectiveSettings(match, {
    tpgs: device.tpgs,
    ...(vector.dh_state === undefined ? {} : { handler: vector.dh_state }),
    ...(vector.transport === undefined ? {} : { transport: vector.transport }),
  });
  for (const [name, expected] of Object.entries(expect.settings ?? {})) {
    const actual = settings[name as SettingName];
    if (JSON.stringify(actual) === JSON.stringify(expected)) continue;
    const message = `${name} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`;
    found.push({ key: `expect/settings/${name}`, message });
  }
  return found;
}
