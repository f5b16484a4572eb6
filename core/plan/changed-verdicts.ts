import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { CompiledExclusion, CompiledProfiles } from "../profile/compiled.ts";
import { naturalOrder } from "../topology/natural-order.ts";
import { decodePath } from "../topology/path-facts.ts";
import { canonicalJson } from "./digest.ts";
import { matchPath } from "./judge.ts";
import type { Machine } from "./machine.ts";

/** Disks that the claim rule decides otherwise on under other profiles, in natural order. */
export function changedVerdicts(
  machine: Machine,
  before: CompiledProfiles,
  after: CompiledProfiles,
): readonly string[] {
  return machine.paths
    .filter((raw) => {
      const { path } = decodePath(raw);
      const [one, other] = [matchPath(before, path), matchPath(after, path)];
      return one.profile !== other.profile || one.claim !== other.claim;
    })
    .map(({ dev }) => dev)
    .sort(naturalOrder);
}

/** Whether the same LUNs are excluded, wherever that is written: the claim rule knows only those that the worker has marked. */
export function sameExclusions(before: CompiledProfiles, after: CompiledProfiles): boolean {
  const textOf = ({ site }: CompiledProfiles): string => canonicalJson((site.exclusions ?? []).map(wordsOf));
  return textOf(before) === textOf(after);
}

function wordsOf({ kind, patterns, except }: CompiledExclusion): object {
  return { kind, patterns, except: except === true };
}

/**
 * The profiles under settings that cannot be read, whole or in part: then those of `before` stay in force, or, where
 * only exclusions cannot be read, its exclusions beside the others. Otherwise disks would change hands by a slip of the pen.
 */
export function keepSettings(
  before: CompiledProfiles,
  { compiled, findings }: { readonly compiled: CompiledProfiles; readonly findings: readonly Diagnostic[] },
  isReadable: boolean,
): { readonly compiled: CompiledProfiles; readonly isKept: boolean } {
  if (!isReadable) return { compiled: { ...compiled, site: before.site }, isKept: true };
  if (!findings.some(({ code }) => code === "settings-exclusion")) return { compiled, isKept: false };
  const { exclusions = [] } = compiled.site;
  const known = new Set(exclusions.map((one) => canonicalJson(wordsOf(one))));
  const kept = (before.site.exclusions ?? []).filter((one) => !known.has(canonicalJson(wordsOf(one))));
  return {
    compiled: { ...compiled, site: { ...compiled.site, exclusions: [...exclusions, ...kept] } },
    isKept: true,
  };
}
