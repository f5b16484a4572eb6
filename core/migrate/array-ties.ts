import { globsOverlap } from "../profile/glob-language.ts";
import { compareSpecificity, specificity } from "../profile/specificity.ts";
import { type ArrayClause, coversClause, narrowed } from "./array-clause.ts";
import type { ArrayTarget } from "./array-targets.ts";

/**
 * Of two targets that are equally specific and have a device in common neither wins. Where that is so because nothing says how
 * their strings begin, they are about those that begin with what they name.
 */
export function settleTies(targets: readonly ArrayTarget[]): readonly ArrayTarget[] {
  const settled = targets.map((target) => {
    if (!targets.some((other) => other !== target && isTie(target.clause, other.clause))) return target;
    const [clause] = narrowed(target.clause);
    return clause === undefined ? target : { ...target, clause, isNarrowed: true as const };
  });
  return settled.filter(
    (target, at) =>
      !settled.some(
        (other, index) =>
          index !== at &&
          other.base === target.base &&
          other.sections.join() === target.sections.join() &&
          coversClause(other.clause, target.clause) &&
          (index < at || !coversClause(target.clause, other.clause)),
      ),
  );
}

function isTie(one: ArrayClause, other: ArrayClause): boolean {
  return (
    one.bus === other.bus &&
    compareSpecificity(rank(one), rank(other)) === 0 &&
    one.globs.every((glob, at) => {
      const against = other.globs[at];
      return against !== undefined && globsOverlap(glob, against);
    })
  );
}

function rank({ bus, globs }: ArrayClause): readonly number[] {
  const [vendor = "*", product = "*", revision = "*"] = globs.map(({ text }) => text);
  return specificity({ kind: "match", bus, vendor, product, revision, profile: "", layer: 50 });
}
