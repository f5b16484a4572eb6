import { diagnoseAny } from "../diagnostic/all-codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { CompiledProfile, CompiledProfiles, SettingLayer } from "./compiled.ts";
import { type PlacedEntry, patternFindings, placeEntries } from "./entries.ts";
import { compileExclusions } from "./exclusions.ts";
import { layerProfiles } from "./layering.ts";
import type { LunSettings, ProfileFile, SiteSettingsFile } from "./profile.ts";
import { sortEntries } from "./specificity.ts";

export interface Compilation {
  readonly compiled: CompiledProfiles;
  /** Every entry in force with its place, for the checks between profiles. */
  readonly placed: readonly PlacedEntry[];
  readonly findings: readonly Diagnostic[];
}

/**
 * Makes the one value that matching reads. Never fails: a profile with an error is left out and reported, and
 * so are the profiles that extend it; the others stay. The same files in any order give the same value.
 */
export function compileProfiles(files: readonly ProfileFile[], site?: SiteSettingsFile): Compilation {
  const layered = layerProfiles(files);
  const findings: Diagnostic[] = [...layered.findings];
  const byName = new Map(layered.files.map((file) => [file.profile.name, file]));
  const profiles: Record<string, CompiledProfile> = {};
  const placed: PlacedEntry[] = [];
  for (const file of layered.files) {
    const lineage = lineageOf(file, byName);
    if (lineage.kind === "broken") {
      findings.push(
        diagnoseAny("profile-extends", file.path, lineage.problem, { place: file.locate("/extends") }),
      );
      continue;
    }
    const excludes = new Set(lineage.files.flatMap(({ profile }) => profile.exclude ?? []));
    const entries = placeEntries(file, [...excludes]);
    const problems = entries.flatMap(patternFindings);
    findings.push(...problems);
    if (problems.length > 0) continue;
    placed.push(...entries);
    profiles[file.profile.name] = compileProfile(file, lineage.files);
  }
  const compiled: CompiledProfiles = {
    schema: "pathplug.profiles/1",
    entries: sortEntries(placed.map(({ entry }) => entry)),
    profiles,
    site: compileSite(site, findings),
  };
  return { compiled, placed, findings };
}

type Lineage =
  | { readonly kind: "whole"; readonly files: readonly ProfileFile[] }
  | { readonly kind: "broken"; readonly problem: string };

/** A profile after everything it extends, the root first. */
function lineageOf(file: ProfileFile, byName: ReadonlyMap<string, ProfileFile>): Lineage {
  const files = [file];
  for (let name = file.profile.extends; name !== undefined; name = files[0]?.profile.extends) {
    const parent = byName.get(name);
    if (parent === undefined) return { kind: "broken", problem: `there is no profile ${name}` };
    if (files.includes(parent)) return { kind: "broken", problem: `what it extends leads back to ${name}` };
    files.unshift(parent);
  }
  return { kind: "whole", files };
}

function compileProfile({ profile }: ProfileFile, lineage: readonly ProfileFile[]): CompiledProfile {
  return {
    title: profile.title ?? profile.name,
    layers: lineage.flatMap((file) => settingLayers(file)),
    ...(profile.test_only === true ? { testOnly: true as const } : {}),
  };
}

/** The settings a profile adds itself, its variants after them. */
export function settingLayers({ profile }: ProfileFile): SettingLayer[] {
  const settings = { ...(profile.claim === undefined ? {} : { claim: profile.claim }), ...profile.settings };
  const own: SettingLayer[] = Object.keys(settings).length === 0 ? [] : [{ source: profile.name, settings }];
  const variants = (profile.variants ?? []).map((variant): SettingLayer => {
    return { source: profile.name, when: variant.when, settings: variant.settings };
  });
  return [...own, ...variants];
}

function compileSite(file: SiteSettingsFile | undefined, findings: Diagnostic[]): CompiledProfiles["site"] {
  if (file === undefined) return { luns: [] };
  const { defaults, overrides, luns = [] } = file.site;
  const exclusions = compileExclusions(file, findings);
  return {
    ...(defaults === undefined ? {} : { defaults: { source: `${file.path} defaults`, settings: defaults } }),
    ...(overrides === undefined
      ? {}
      : { overrides: { source: `${file.path} overrides`, settings: overrides } }),
    luns: distinctLuns(luns, file, findings),
    ...(exclusions.length === 0 ? {} : { exclusions }),
    source: file.path,
  };
}

/** The first entry of each WWID and alias stays. */
function distinctLuns(
  luns: readonly LunSettings[],
  file: SiteSettingsFile,
  findings: Diagnostic[],
): LunSettings[] {
  const wwids = new Set<string>();
  const aliases = new Set<string>();
  return luns.filter(({ wwid, alias }, index) => {
    const isTaken = wwids.has(wwid) || (alias !== undefined && aliases.has(alias));
    if (isTaken) {
      const what = wwids.has(wwid) ? `the WWID ${wwid}` : `the alias ${alias}`;
      const place = file.locate(`/luns/${index}/${wwids.has(wwid) ? "wwid" : "alias"}`);
      findings.push(
        diagnoseAny("settings-lun", file.path, `${what} has an entry already; this one is not used`, {
          place,
        }),
      );
      return false;
    }
    wwids.add(wwid);
    if (alias !== undefined) aliases.add(alias);
    return true;
  });
}

/** The compiled value as a file: keys in order, one entry a line would cost the worker time, so no white space. */
export function renderCompiled(compiled: CompiledProfiles): string {
  return `${JSON.stringify(inKeyOrder(compiled))}\n`;
}

function inKeyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inKeyOrder);
  if (typeof value !== "object" || value === null) return value;
  const keys = Object.keys(value).toSorted();
  return Object.fromEntries(keys.map((key) => [key, inKeyOrder((value as Record<string, unknown>)[key])]));
}
