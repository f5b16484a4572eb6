import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { DEFAULT_PREFIX, scanAlias } from "../names/alias-codec.ts";
import { bindingConflicts } from "../names/binding-conflicts.ts";
import { findBinding, parseBindings } from "../names/bindings-file.ts";
import { unmangleDmName } from "../topology/dm-name.ts";
import { mapWwid } from "../topology/luns.ts";
import type { Judgement, LunJudgement } from "./judge.ts";
import type { Machine } from "./machine.ts";

/**
 * What /etc/multipath/bindings says otherwise than itself, and than the names that LUNs with user_friendly_names have; for
 * people, the worker goes by the names. Nothing where no LUN is named by the file.
 */
export function bindingContradictions(machine: Machine, { luns }: Judgement): readonly Diagnostic[] {
  const named = luns.filter(({ effective }) => effective.settings.user_friendly_names);
  if (named.length === 0 || machine.bindings === undefined) return [];
  const standing = new Map(machine.liveMaps.map((map) => [mapWwid(map), unmangleDmName(map.name)]));
  const bindings = parseBindings(machine.bindings);
  const contradictions = named.flatMap((judged) => {
    const { wwid } = judged.lun;
    const name = standing.get(wwid) ?? judged.effective.alias ?? judged.entry?.alias;
    if (name === undefined) return [];
    const other = bindings.find((binding) => binding.alias === name && binding.wwid !== wwid)?.wwid;
    const bound = findBinding(bindings, wwid)?.alias;
    const tell = (message: string) => [diagnose("binding-conflict", wwid, message)];
    if (other !== undefined) return tell(`keeps the name ${name}, which is bound to ${other}`);
    return isGivenById(judged, name) && bound !== undefined && bound !== name
      ? tell(`keeps the name ${name}, though it is bound to ${bound}`)
      : [];
  });
  return [...bindingConflicts(machine.bindings), ...contradictions];
}

/** A name that a person chose may have a binding beside it. */
function isGivenById({ effective }: LunJudgement, name: string): boolean {
  return scanAlias(effective.settings.alias_prefix ?? DEFAULT_PREFIX, name) !== undefined;
}
