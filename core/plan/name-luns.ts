import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { DEFAULT_PREFIX } from "../names/alias-codec.ts";
import { parseBindings } from "../names/bindings-file.ts";
import { type ChosenAlias, chooseAlias } from "../names/choose-alias.ts";
import type { CompiledProfiles } from "../profile/compiled.ts";
import { unmangleDmName } from "../topology/dm-name.ts";
import { mapWwid } from "../topology/luns.ts";
import { naturalOrder } from "../topology/natural-order.ts";
import { given } from "../values/given.ts";
import type { LunJudgement } from "./judge.ts";
import type { Machine } from "./machine.ts";
import { nameOwners } from "./name-owners.ts";

export interface NamedLuns {
  readonly luns: readonly LunJudgement[];
  /** New maps that get no alias because theirs is another's; `contradictions` tells of the others. */
  readonly findings: readonly Diagnostic[];
}

/**
 * Gives the LUNs with user_friendly_names their names. A map that stands keeps the one it has, a LUN that the registry
 * remembers its last one, whatever /etc/multipath/bindings says; any other gets its binding, or the lowest free id in
 * the order of its first disk. `newBinding` is what has to be written to the file before that name is used.
 */
export function nameLuns(
  machine: Machine,
  profiles: CompiledProfiles,
  luns: readonly LunJudgement[],
): NamedLuns {
  if (!luns.some(isNamedByFile)) return { luns, findings: [] };
  const bindings = parseBindings(machine.bindings ?? "");
  const findings: Diagnostic[] = [];
  const owners = [...nameOwners(machine, profiles)];
  const standing = new Map(machine.liveMaps.map((map) => [mapWwid(map), unmangleDmName(map.name)]));
  const named = new Map<LunJudgement, LunJudgement>();
  for (const judged of luns.filter(isNamedByFile).sort(byFirstDisk)) {
    const { lun, entry, effective } = judged;
    const { wwid } = lun;
    const old = standing.get(wwid) ?? entry?.alias;
    const chosen = chooseAlias({
      bindings,
      wwid,
      ...given({ old }),
      prefix: effective.settings.alias_prefix ?? DEFAULT_PREFIX,
      isTaken: (alias) => owners.some(({ name, wwid: owner }) => name === alias && owner !== wwid),
    });
    if (chosen.kind === "taken" && old === undefined)
      findings.push(diagnose("binding-conflict", wwid, `its alias ${chosen.alias} is another's`));
    const one = withAlias(judged, old, chosen, machine.bindings !== undefined);
    named.set(judged, one);
    if (one.newBinding !== undefined) owners.push({ name: one.newBinding, wwid });
  }
  return { luns: luns.map((judged) => named.get(judged) ?? judged), findings };
}

/** An alias in pathplug.json needs no binding. */
function isNamedByFile({ decision, effective }: LunJudgement): boolean {
  return decision !== undefined && effective.alias === undefined && effective.settings.user_friendly_names;
}

function byFirstDisk(a: LunJudgement, b: LunJudgement): number {
  return naturalOrder(a.lun.paths[0]?.dev ?? "", b.lun.paths[0]?.dev ?? "");
}

/** A name that a LUN has already gets a binding where it has an id; one that a person chose needs none. */
function withAlias(
  judged: LunJudgement,
  old: string | undefined,
  chosen: ChosenAlias,
  isReadable: boolean,
): LunJudgement {
  const { decision } = judged;
  if (decision === undefined || chosen.kind === "none" || chosen.kind === "taken") return judged;
  const { kind, alias } = chosen;
  const isNew = kind === "new" && isReadable && (old === undefined || old === alias);
  if (kind === "new" && !isNew) return judged;
  return {
    ...judged,
    ...(old === undefined ? { decision: { ...decision, alias } } : {}),
    ...(isNew ? { newBinding: alias } : {}),
  };
}
