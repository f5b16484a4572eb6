import type { ArrayClause } from "./array-clause.ts";
import { type ConfBlock, lastValue } from "./multipath-conf.ts";
import type { Outcome } from "./outcome.ts";
import type { ReadSetting } from "./read-settings.ts";

/** A device section with its clauses and settings. */
export interface ArraySection {
  readonly block: ConfBlock;
  readonly clauses: readonly ArrayClause[];
  readonly settings: readonly ReadSetting[];
}

const SUBJECT = ["vendor", "product", "revision"];

/** A section as a person calls it. */
export function sectionName({ values }: ConfBlock): string {
  const name = SUBJECT.map((keyword) => lastValue(values, keyword) ?? "");
  return `device ${JSON.stringify(name.join(" ").trim())}`;
}

/** Says where the devices are told that a section is about; of a keyword that is there with two values the last holds. */
export function tellSubject(
  { values }: ConfBlock,
  into: readonly string[] | undefined,
  outcome: Outcome,
  note?: string,
): void {
  for (const from of values) {
    if (!SUBJECT.includes(from.keyword)) continue;
    if (from.value !== lastValue(values, from.keyword)) {
      outcome.leave(from, "replaced", "A later value of this keyword holds.");
    } else if (into === undefined) {
      outcome.leave(from, "no-effect", "Nothing that is said of this array has a place here.");
    } else {
      outcome.carry(from, into, note);
    }
  }
}
