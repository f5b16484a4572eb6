import type { Profile } from "../profile/profile.ts";
import { compareSpecificity, specificity } from "../profile/specificity.ts";
import {
  type ArrayClause,
  clauseKey,
  clausesOverlap,
  coversClause,
  narrowed,
  profileClause,
} from "./array-clause.ts";
import { settleTies } from "./array-ties.ts";

/** Devices that are described alike: a clause, the profile that knows them, and the sections that all of them fit. */
export interface ArrayTarget {
  readonly clause: ArrayClause;
  /** Name of the profile whose settings are under those of the sections. */
  readonly base?: string;
  /** By their index, in their order. */
  readonly sections: readonly number[];
  /** Where the base knows some of the devices, and is taken for all of them. */
  readonly isGuessed?: true;
  /** Where it is about fewer devices than the sections: those whose strings begin with what these name. */
  readonly isNarrowed?: true;
}

/** Two descriptions of which neither covers the other: a section's, and a profile's or an other section's. */
export interface Overlap {
  readonly section: number;
  readonly other: string | number;
}

type Based = Pick<ArrayTarget, "base" | "isGuessed">;

interface KnownClause extends ArrayClause {
  readonly profile: string;
}

/**
 * Which devices need a profile of their own: those of each clause of a section, and those of each clause of a known profile
 * that a section covers. Within them all devices fit the same sections, but for the overlaps that are reported.
 */
export function findArrayTargets(
  sections: readonly (readonly ArrayClause[])[],
  profiles: readonly Profile[],
): { readonly targets: readonly ArrayTarget[]; readonly overlaps: readonly Overlap[] } {
  const known = profiles.flatMap(knownClauses);
  const targets = new Map<string, ArrayTarget>();
  const overlaps = new Map<string, Overlap>();
  const report = (overlap: Overlap): void => {
    overlaps.set(`${overlap.section} ${overlap.other}`, overlap);
  };
  const add = (clause: ArrayClause, based: Based): void => {
    const key = clauseKey(clause);
    if (!targets.has(key)) targets.set(key, { clause, ...based, sections: fitting(clause, sections) });
  };
  for (const [section, clauses] of sections.entries()) {
    for (const clause of clauses) {
      for (const one of known.filter((each) => coversClause(clause, each))) add(one, { base: one.profile });
      const { beside, ...based } = baseOf(clause, known);
      for (const other of beside) report({ section, other });
      add(clause, based);
      for (const [index, others] of sections.entries()) {
        if (index > section && others.some((one) => overlapOnly(one, clause)))
          report({ section, other: index });
      }
    }
  }
  for (const clause of sections.flat().flatMap(narrowed)) {
    const { beside, ...based } = baseOf(clause, known);
    const target: ArrayTarget = { clause, ...based, sections: fitting(clause, sections) };
    const isTold = [...targets.values()].some(
      (one) => coversClause(one.clause, clause) && isAlike(one, target),
    );
    if (!isTold) targets.set(clauseKey(clause), target);
  }
  const all = [...targets.values()];
  return { targets: settleTies(all), overlaps: [...overlaps.values()].filter((one) => !isSettled(one, all)) };
}

function fitting(clause: ArrayClause, sections: readonly (readonly ArrayClause[])[]): readonly number[] {
  return sections.flatMap((clauses, index) =>
    clauses.some((one) => coversClause(one, clause)) ? [index] : [],
  );
}

function isAlike(one: ArrayTarget, other: ArrayTarget): boolean {
  return one.base === other.base && one.sections.join() === other.sections.join();
}

/** Whether the devices that are called as both say have a target of their own. */
function isSettled({ section, other }: Overlap, targets: readonly ArrayTarget[]): boolean {
  return targets.some(
    ({ base, isGuessed, sections }) =>
      sections.includes(section) &&
      (typeof other === "string" ? base === other && isGuessed !== true : sections.includes(other)),
  );
}

function knownClauses({ name, match = [], test_only }: Profile): readonly KnownClause[] {
  if (test_only === true) return [];
  return match.flatMap((written) => {
    const clause = profileClause(written);
    return clause === undefined ? [] : [{ ...clause, profile: name }];
  });
}

/**
 * The profile that knows the devices of a clause: the most specific that knows all of them; else the only one that knows some
 * of them, and others besides.
 */
function baseOf(
  clause: ArrayClause,
  known: readonly KnownClause[],
): Based & { readonly beside: readonly string[] } {
  const covering = known
    .filter((one) => coversClause(one, clause))
    .toSorted((one, other) => compareSpecificity(rank(other), rank(one)));
  const [best] = covering;
  if (best !== undefined) return { base: best.profile, beside: [] };
  const beside = new Set(known.filter((one) => overlapOnly(one, clause)).map(({ profile }) => profile));
  const [only] = beside;
  const isOnly = only !== undefined && beside.size === 1;
  return { ...(isOnly ? { base: only, isGuessed: true } : {}), beside: [...beside] };
}

function overlapOnly(one: ArrayClause, other: ArrayClause): boolean {
  return clausesOverlap(one, other) && !coversClause(one, other) && !coversClause(other, one);
}

function rank({ bus, globs, profile }: KnownClause): readonly number[] {
  const [vendor = "*", product = "*", revision = "*"] = globs.map(({ text }) => text);
  return specificity({ kind: "match", bus, vendor, product, revision, profile, layer: 30 });
}
