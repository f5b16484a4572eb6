import { udevReplace } from "../bytes/untrusted.ts";
import { given } from "../values/given.ts";
import type { CompiledEntry, CompiledProfiles, SettingLayer } from "./compiled.ts";
import { foldLayers, type SourcedSettings } from "./fold.ts";
import { type Glob, matchesGlob } from "./glob.ts";
import type { Bus } from "./profile.ts";
import type { ClaimPolicy } from "./settings.ts";
import { entryGlobs } from "./specificity.ts";

/**
 * The strings that name a product, as the kernel's attributes hold them (vendor, model, rev): leading blanks
 * count, trailing ones do not.
 */
export interface DeviceStrings {
  readonly bus?: Bus;
  readonly vendor: string;
  readonly product: string;
  readonly revision: string;
}

/** One line of the story of a match, best first. */
export interface TraceStep {
  /** Absent where no entry is concerned. */
  readonly entry?: CompiledEntry;
  readonly verdict: "wins" | "excluded" | "excepted" | "shadowed" | "refused" | "unknown";
  readonly reason: string;
}

export type MatchPart = "vendor" | "product" | "revision";

/** A profile that fits, and which of the device's strings it asks for. */
export interface MatchedProfile {
  readonly profile: string;
  readonly parts: readonly MatchPart[];
}

/** What the profiles say about a device, before the device itself is asked. */
export interface Match extends SourcedSettings {
  /** The winner; absent for an unknown device. */
  readonly profile?: string;
  /** Every profile that fits, the winner first. */
  readonly matched: readonly MatchedProfile[];
  /** All sources of settings over the built-in defaults, lowest first, conditional ones included. */
  readonly layers: readonly SettingLayer[];
  /** `never` for an unknown device and for a product that its profile excludes. */
  readonly claim: ClaimPolicy;
  readonly trace: readonly TraceStep[];
}

/**
 * Finds the profile of a device; total, whatever the strings hold. Paths of one array share their strings, so
 * the last answers are kept.
 */
export function matchProfile(compiled: CompiledProfiles, device: DeviceStrings): Match {
  const { answers, entries } = prepare(compiled);
  const key = JSON.stringify([device.bus ?? "scsi", device.vendor, device.product, device.revision]);
  const known = answers.get(key);
  if (known !== undefined) return known;
  const match = findProfile(compiled, entries, device);
  if (answers.size >= KEPT_ANSWERS) answers.clear();
  answers.set(key, match);
  return match;
}

const KEPT_ANSWERS = 1000;

function findProfile(
  compiled: CompiledProfiles,
  entries: readonly PreparedEntry[],
  device: DeviceStrings,
): Match {
  const strings = keyStrings(device);
  const fitting = strings === undefined ? [] : fittingEntries(entries, device.bus ?? "scsi", strings);
  const winner = fitting[0];
  const profile = winner === undefined || winner.kind === "except" ? undefined : winner.profile;
  const layers = layersOf(compiled, profile);
  const folded = foldLayers(layers.filter((layer) => layer.when === undefined));
  return {
    ...given({ profile }),
    matched: matchedProfiles(fitting),
    layers,
    ...folded,
    claim: winner?.kind === "match" ? folded.settings.claim : "never",
    trace: traceOf(strings !== undefined, fitting),
  };
}

/**
 * The strings as udev's rule puts them into the hwdb key; undefined when they must not match anything: a `:`
 * would shift the fields of the key, and the kernel lets nothing but printable ASCII through.
 */
export function keyStrings(device: DeviceStrings): readonly [string, string, string] | undefined {
  const vendor = udevReplace(device.vendor);
  const product = udevReplace(device.product);
  const revision = udevReplace(device.revision);
  return /^[ -9;-~]*$/.test(vendor + product + revision) ? [vendor, product, revision] : undefined;
}

interface PreparedEntry {
  readonly entry: CompiledEntry;
  readonly globs: readonly Glob[];
}

interface Prepared {
  /** Most specific first. */
  readonly entries: readonly PreparedEntry[];
  readonly answers: Map<string, Match>;
}

const prepared = new WeakMap<CompiledProfiles, Prepared>();

/** Entries with their globs read; made once per compiled value. */
function prepare(compiled: CompiledProfiles): Prepared {
  const known = prepared.get(compiled);
  if (known !== undefined) return known;
  const entries = compiled.entries.toReversed().flatMap((entry) => {
    const globs = entryGlobs(entry);
    return globs === undefined ? [] : [{ entry, globs }];
  });
  const made: Prepared = { entries, answers: new Map() };
  prepared.set(compiled, made);
  return made;
}

function fittingEntries(
  entries: readonly PreparedEntry[],
  bus: Bus,
  strings: readonly string[],
): CompiledEntry[] {
  return entries
    .filter(({ entry, globs }) => {
      return entry.bus === bus && globs.every((glob, at) => matchesGlob(glob, strings[at] ?? ""));
    })
    .map(({ entry }) => entry);
}

function matchedProfiles(fitting: readonly CompiledEntry[]): MatchedProfile[] {
  const matched = new Map<string, MatchedProfile>();
  for (const entry of fitting) {
    if (entry.kind === "except" || matched.has(entry.profile)) continue;
    const parts = (["vendor", "product", "revision"] as const).filter((part) => entry[part] !== "*");
    matched.set(entry.profile, { profile: entry.profile, parts });
  }
  return fitting[0]?.kind === "except" ? [] : [...matched.values()];
}

function layersOf(compiled: CompiledProfiles, profile: string | undefined): SettingLayer[] {
  const { defaults, overrides } = compiled.site;
  const own = profile === undefined ? [] : (compiled.profiles[profile]?.layers ?? []);
  return [
    ...(defaults === undefined ? [] : [defaults]),
    ...own,
    ...(overrides === undefined ? [] : [overrides]),
  ];
}

const VERDICTS = { match: "wins", exclude: "excluded", except: "excepted" } as const;
const REASONS = {
  match: "the most specific match",
  exclude: "the profile excludes this product: a management LUN, not storage",
  except: "the profile excepts this product from its match and no more specific match names it",
} as const;

function traceOf(usable: boolean, fitting: readonly CompiledEntry[]): TraceStep[] {
  if (!usable) {
    return [
      {
        verdict: "refused",
        reason: "a `:` or a character that is not printable ASCII in the INQUIRY strings",
      },
    ];
  }
  const [winner, ...rest] = fitting;
  if (winner === undefined) return [{ verdict: "unknown", reason: "no profile knows these INQUIRY strings" }];
  return [
    { entry: winner, verdict: VERDICTS[winner.kind], reason: REASONS[winner.kind] },
    ...rest.map((entry): TraceStep => ({ entry, verdict: "shadowed", reason: "less specific" })),
  ];
}
