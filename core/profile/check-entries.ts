import { diagnoseAny } from "../diagnostic/all-codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { PlacedEntry } from "./entries.ts";
import type { Glob } from "./glob.ts";
import { isLiteral } from "./glob.ts";
import { globCovers, globsOverlap } from "./glob-language.ts";
import { compareSpecificity, entryGlobs, specificity } from "./specificity.ts";

interface Ranked extends PlacedEntry {
  readonly globs: readonly Glob[];
  readonly rank: readonly number[];
  readonly key: string;
}

/**
 * Matches of all profiles against each other: the same one twice, two that are equally specific and overlap,
 * and those that others always beat. A match that one of a higher layer beats is what layers are for, and no
 * finding; nor are two exclusions.
 */
export function checkEntries(placed: readonly PlacedEntry[]): Diagnostic[] {
  const ranked = placed.map(rank);
  const findings = ranked.flatMap((one) => checkException(one, ranked));
  for (const [index, one] of ranked.entries()) {
    for (const other of ranked.slice(index + 1)) {
      const finding = comparePair(one, other);
      if (finding !== undefined) findings.push(finding);
    }
  }
  return findings;
}

function rank(placed: PlacedEntry): Ranked {
  const { entry } = placed;
  const key = [entry.bus, entry.vendor, entry.product, entry.revision].join(":");
  return { ...placed, globs: entryGlobs(entry) ?? [], rank: specificity(entry), key };
}

/** An exception has a match of its own to be taken out of, and fits nothing beyond. */
function checkException(one: Ranked, all: readonly Ranked[]): Diagnostic[] {
  if (one.entry.kind !== "except") return [];
  const pointer = one.pointer.replace(/\/except\/\d+$/, "");
  const match = all.find((other) => other.file === one.file && other.pointer === pointer);
  if (match === undefined || pairs(match, one, globCovers)) return [];
  const message = `${textOf(one)} fits devices that ${textOf(match)} does not`;
  return [diagnoseAny("profile-exception", one.file.path, message, { place: one.file.locate(one.pointer) })];
}

function comparePair(one: Ranked, other: Ranked): Diagnostic | undefined {
  if (one.entry.bus !== other.entry.bus) return undefined;
  const kinds = [one.entry.kind, other.entry.kind];
  if (kinds.every((kind) => kind === "exclude")) return undefined;
  const isOneLayer = one.entry.layer === other.entry.layer;
  if (!isOneLayer && !kinds.includes("exclude")) return undefined;
  if (differByLiteral(one, other)) return undefined;
  if (one.key === other.key && one.entry.kind === other.entry.kind) return duplicate(one, other);
  const order = compareSpecificity(one.rank, other.rank);
  if (order === 0) return pairs(one, other, globsOverlap) ? tie(one, other) : undefined;
  const [weaker, stronger] = order < 0 ? [one, other] : [other, one];
  return pairs(stronger, weaker, globCovers) ? unreachable(weaker, stronger) : undefined;
}

/** Quick and usual: two literal fields that are not equal have no device in common. */
function differByLiteral(one: Ranked, other: Ranked): boolean {
  return one.globs.some((glob, at) => {
    const against = other.globs[at];
    return against !== undefined && glob.text !== against.text && isLiteral(glob) && isLiteral(against);
  });
}

function pairs(one: Ranked, other: Ranked, relation: (a: Glob, b: Glob) => boolean): boolean {
  return one.globs.every((glob, at) => {
    const against = other.globs[at];
    return against !== undefined && relation(glob, against);
  });
}

function duplicate(one: Ranked, other: Ranked): Diagnostic {
  const message = `matches ${textOf(other)} as ${whereIs(one)} does`;
  return diagnoseAny("profile-duplicate-match", other.file.path, message, {
    place: other.file.locate(other.pointer),
  });
}

function tie(one: Ranked, other: Ranked): Diagnostic {
  const message = `${textOf(other)} and ${textOf(one)} of ${whereIs(one)} fit the same devices and are equally specific`;
  return diagnoseAny("profile-tie", other.file.path, message, { place: other.file.locate(other.pointer) });
}

function unreachable(weaker: Ranked, stronger: Ranked): Diagnostic {
  const message = `${textOf(weaker)} never applies: ${textOf(stronger)} of ${whereIs(stronger)} always wins`;
  return diagnoseAny("profile-unreachable", weaker.file.path, message, {
    place: weaker.file.locate(weaker.pointer),
  });
}

function textOf({ entry }: Ranked): string {
  const revision = entry.revision === "*" ? "" : ` revision ${entry.revision}`;
  return `${entry.kind === "match" ? "" : `${entry.kind} `}${entry.vendor} ${entry.product}${revision}`;
}

function whereIs({ file, pointer }: Ranked): string {
  const { line } = file.locate(pointer);
  return line === undefined ? file.path : `${file.path}:${line}`;
}
