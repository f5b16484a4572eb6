import { diagnoseAny } from "../diagnostic/all-codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Profile, WrittenSettings } from "../profile/profile.ts";
import { isEverything, readArrayClauses } from "./array-clause.ts";
import { type ArrayProfile, profilesOf } from "./array-profiles.ts";
import { type ArraySection, sectionName, tellSubject } from "./array-section.ts";
import { findArrayTargets } from "./array-targets.ts";
import type { ConfBlock, MultipathConf } from "./multipath-conf.ts";
import type { Outcome } from "./outcome.ts";
import { readSettings } from "./read-settings.ts";
import type { Circumstances } from "./value-readers.ts";

export interface Arrays {
  readonly profiles: readonly ArrayProfile[];
  /** Of sections that fit every device. */
  readonly everywhere: WrittenSettings;
}

/** What devices say of arrays: a profile for those that a known one describes, one for those that none does. */
export function readArrays(
  conf: MultipathConf,
  known: readonly Profile[],
  overridden: ReadonlySet<string>,
  circumstances: Circumstances,
  outcome: Outcome,
  findings: Diagnostic[],
): Arrays {
  const sections = conf.devices.flatMap((block) => readSection(block, circumstances, outcome, findings));
  const some = sections.filter((section) => !fitsAll(section));
  const { targets, overlaps } = findArrayTargets(
    some.map(({ clauses }) => clauses),
    known,
  );
  for (const { section, other } of overlaps) {
    const { block } = some[section] ?? {};
    if (block === undefined) continue;
    const named = typeof other === "string" ? `the profile ${other}` : nameOf(some[other]);
    const message = `${sectionName(block)} and ${named} fit some of the same devices`;
    findings.push(diagnoseAny("conf-overlap", block.place.file ?? "", message, { place: block.place }));
  }
  return {
    profiles: profilesOf(some, targets, outcome),
    everywhere: settingsEverywhere(sections, overridden, outcome),
  };
}

function nameOf(section: ArraySection | undefined): string {
  return section === undefined ? "another device" : sectionName(section.block);
}

function fitsAll({ clauses }: ArraySection): boolean {
  return clauses.some(isEverything);
}

function readSection(
  block: ConfBlock,
  circumstances: Circumstances,
  outcome: Outcome,
  findings: Diagnostic[],
): readonly ArraySection[] {
  const read = readArrayClauses(block);
  if (read.kind === "clauses") {
    return [
      {
        block,
        clauses: read.clauses,
        settings: readSettings("device", block.values, circumstances, outcome),
      },
    ];
  }
  const isBad = read.kind === "refused" && read.refusal.kind === "bad";
  const problem = read.kind === "refused" ? read.refusal.problem : "no device has strings as long as these";
  const why = isBad ? "invalid" : read.kind === "never" ? "no-effect" : "inexact";
  const hint = `The section's devices cannot be told here: ${problem}.`;
  for (const from of block.values) if (from.keyword !== "product_blacklist") outcome.leave(from, why, hint);
  if (why === "inexact" && read.kind === "refused") {
    const { from } = read;
    const message = `${from.keyword} ${JSON.stringify(from.value)} of ${sectionName(block)}: ${problem}`;
    findings.push(diagnoseAny("conf-pattern", from.place.file ?? "", message, { place: from.place }));
  }
  return [];
}

/**
 * Over every profile, as `overrides`: but what overrides says itself is above it, and what a later section says of some devices
 * would be.
 */
function settingsEverywhere(
  sections: readonly ArraySection[],
  overridden: ReadonlySet<string>,
  outcome: Outcome,
): WrittenSettings {
  const made: Record<string, unknown> = {};
  for (const [index, section] of sections.entries()) {
    if (!fitsAll(section)) continue;
    const later = sections.slice(index + 1);
    tellSubject(section.block, ["pathplug.json#/overrides"], outcome);
    for (const { key, value, from, note } of section.settings) {
      const saysToo = later.filter(({ settings }) => settings.some((one) => one.key === key));
      if (overridden.has(key) || saysToo.some(fitsAll)) {
        outcome.leave(
          from,
          "replaced",
          "What stands in overrides, or in a later device that fits all, holds.",
        );
      } else if (saysToo.length > 0) {
        outcome.leave(
          from,
          "inexact",
          "A later device says it otherwise of some arrays; write it into defaults.",
        );
      } else {
        outcome.carry(from, [`pathplug.json#/overrides/${key}`], note);
        made[key] = value;
      }
    }
  }
  return made;
}
