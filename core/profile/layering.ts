import { diagnoseAny } from "../diagnostic/all-codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Layer, Origin, ProfileFile } from "./profile.ts";

/** The directories, lowest first. */
export const ORIGINS: readonly Origin[] = ["shipped", "runtime", "site"];
const LAYERS: Readonly<Record<string, Layer>> = { "10-generic": 10, "30-vendor": 30, "50-site": 50 };

/**
 * The layer of a file by the first folder of its path inside a profile directory; loose files are vendor's or
 * the site's.
 */
export function layerOf(relativePath: string, origin: Origin): Layer {
  const [folder = ""] = relativePath.split("/");
  return (Object.hasOwn(LAYERS, folder) ? LAYERS[folder] : undefined) ?? (origin === "shipped" ? 30 : 50);
}

/**
 * The name that a shipped profile must have: its path without the folder of the layer; `generic/…` for
 * families.
 */
export function nameOf(relativePath: string): string {
  const path = relativePath.replace(/\.json$/, "");
  return path.replace(/^10-generic\//, "generic/").replace(/^[0-9]{2}-[^/]*\//, "");
}

/**
 * Lays the directories over each other: of profiles with one name, the one of the later directory stays. Two in
 * one directory are a finding, and the first by path stays. The result is in the order of names, however the
 * files were found.
 */
export function layerProfiles(files: readonly ProfileFile[]): {
  readonly files: readonly ProfileFile[];
  readonly findings: readonly Diagnostic[];
} {
  const findings: Diagnostic[] = [];
  const winners = new Map<string, ProfileFile>();
  const ordered = files.toSorted(
    (a, b) => ORIGINS.indexOf(a.origin) - ORIGINS.indexOf(b.origin) || compareText(a.path, b.path),
  );
  for (const file of ordered) {
    const { name } = file.profile;
    const other = winners.get(name);
    if (other?.origin === file.origin) {
      findings.push(
        diagnoseAny("profile-duplicate-name", file.path, `the name ${name} is also that of ${other.path}`, {
          place: file.locate("/name"),
        }),
      );
    } else winners.set(name, file);
  }
  return {
    files: [...winners.values()].toSorted((a, b) => compareText(a.profile.name, b.profile.name)),
    findings,
  };
}

/** By code units: the same on every machine. */
export function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
