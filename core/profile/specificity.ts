import type { CompiledEntry } from "./compiled.ts";
import { type Glob, isAnything, isLiteral, parseGlob } from "./glob.ts";
import type { Bus } from "./profile.ts";

/** Characters that each identification string can have (SPC-6 6.7.2; NVMe base 2.0 figure 275). */
export const fieldLengths: Readonly<Record<Bus, { vendor: number; product: number; revision: number }>> = {
  scsi: { vendor: 8, product: 16, revision: 4 },
  nvme: { vendor: 8, product: 40, revision: 8 },
  dasd: { vendor: 8, product: 16, revision: 4 },
};

const WEIGHT = { literal: 8, class: 4, any: 2, rest: 0 } as const;

/** The three globs of an entry; undefined when one cannot be read. */
export function entryGlobs(
  entry: Pick<CompiledEntry, "vendor" | "product" | "revision">,
): Glob[] | undefined {
  const globs: Glob[] = [];
  for (const text of [entry.vendor, entry.product, entry.revision]) {
    const parsed = parseGlob(text);
    if (parsed.kind === "bad") return undefined;
    globs.push(parsed.glob);
  }
  return globs;
}

/**
 * How specific an entry is, most important number first; what compares greater wins: an exclusion beats every
 * match; 50-site beats 30-vendor beats 10-generic; more fields beat fewer; more literal fields beat fewer; more
 * fixed characters beat fewer; fewer `*` beat more; an `except` beats its equal.
 */
export function specificity(entry: CompiledEntry): readonly number[] {
  const globs = entryGlobs(entry) ?? [];
  const tokens = globs.flatMap((glob) => glob.tokens);
  const weight = tokens.reduce((sum, token) => sum + WEIGHT[token.kind], 0);
  return [
    entry.kind === "exclude" ? 1 : 0,
    entry.layer,
    globs.filter((glob) => !isAnything(glob)).length,
    globs.filter(isLiteral).length,
    weight,
    -tokens.filter((token) => token.kind === "rest").length,
    entry.kind === "except" ? 1 : 0,
  ];
}

/** Below zero when `one` is less specific; zero only for equals, which are a tie where they overlap. */
export function compareSpecificity(one: readonly number[], other: readonly number[]): number {
  for (const [index, value] of one.entries()) {
    const difference = value - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Least specific first; among equals by text, so that the order never depends on that of files. */
export function sortEntries(entries: readonly CompiledEntry[]): CompiledEntry[] {
  const keyed = entries.map((entry) => ({ entry, rank: specificity(entry), text: entryText(entry) }));
  keyed.sort(
    (a, b) => compareSpecificity(a.rank, b.rank) || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0),
  );
  return keyed.map(({ entry }) => entry);
}

function entryText(entry: CompiledEntry): string {
  return [entry.bus, entry.vendor, entry.product, entry.revision, entry.profile, entry.kind].join(":");
}
