import type { Diagnostic } from "../../core/diagnostic/diagnostic.ts";
import { type Compilation, compileProfiles } from "../../core/profile/compile.ts";
import { layerOf } from "../../core/profile/layering.ts";
import type {
  Origin,
  Profile,
  ProfileFile,
  SiteSettings,
  SiteSettingsFile,
} from "../../core/profile/profile.ts";
import { describeProblems, type Validate } from "../../core/profile/schema-problem.ts";
import type { Vector, VectorFile } from "../../core/profile/vectors.ts";
import { readJsonFile } from "../system/json-file.ts";

/** The text of a file of a profile directory: a profile, or the vectors beside one. */
export interface ProfileText {
  /** What findings name. */
  readonly path: string;
  /** Path inside its profile directory: `30-vendor/netapp/ontap.json`. */
  readonly relative: string;
  readonly origin: Origin;
  readonly text: string;
}

/** The text of /etc/pathplug/pathplug.json. */
export interface SettingsText {
  readonly path: string;
  readonly text: string;
}

/** The three schemas, compiled. */
export interface ProfileValidators {
  readonly profile: Validate;
  readonly settings: Validate;
  readonly vectors: Validate;
}

export interface ProfileSources {
  readonly files: readonly ProfileFile[];
  readonly vectors: readonly VectorFile[];
  readonly site?: SiteSettingsFile;
  readonly findings: readonly Diagnostic[];
}

/** Reads and validates every text; one with an error is left out and reported. */
export function readProfileSources(
  texts: readonly ProfileText[],
  settings: SettingsText | undefined,
  validators: ProfileValidators,
): ProfileSources {
  const files: ProfileFile[] = [];
  const vectors: VectorFile[] = [];
  const findings: Diagnostic[] = [];
  for (const { path, relative, origin, text } of texts) {
    const isVectors = isVectorPath(relative);
    const read = readValid(path, text, isVectors ? validators.vectors : validators.profile);
    findings.push(...read.findings);
    if (read.value === undefined) continue;
    const { locate } = read;
    if (isVectors) {
      const { vectors: list } = read.value as { vectors: readonly Vector[] };
      vectors.push({ path, locate, profilePath: path.replace(VECTORS, ".json"), vectors: list });
    } else {
      const layer = layerOf(relative, origin);
      files.push({ path, locate, origin, layer, profile: read.value as Profile });
    }
  }
  if (settings === undefined) return { files, vectors, findings };
  const site = readValid(settings.path, settings.text, validators.settings);
  findings.push(...site.findings);
  if (site.value === undefined) return { files, vectors, findings };
  return {
    files,
    vectors,
    findings,
    site: { path: settings.path, locate: site.locate, site: site.value as SiteSettings },
  };
}

/** Reads, validates and compiles: what `refresh` and the package build do, without touching a file. */
export function compileProfileDirectories(
  texts: readonly ProfileText[],
  settings: SettingsText | undefined,
  validators: ProfileValidators,
): Compilation & { readonly sources: ProfileSources } {
  const sources = readProfileSources(texts, settings, validators);
  const compilation = compileProfiles(sources.files, sources.site);
  return { ...compilation, findings: [...sources.findings, ...compilation.findings], sources };
}

const VECTORS = /\.vectors\.json$/;

/** Whether a file holds vectors rather than a profile. */
export function isVectorPath(path: string): boolean {
  return VECTORS.test(path);
}

function readValid(path: string, text: string, validate: Validate): ReturnType<typeof readJsonFile> {
  const file = readJsonFile(path, text);
  if (file.value === undefined) return file;
  const findings = describeProblems(validate(file.value), path, file.locate);
  return findings.length > 0 ? { locate: file.locate, findings } : file;
}
