import { diagnoseAny } from "../diagnostic/all-codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { parseBindings } from "../names/bindings-file.ts";
import type { CompiledProfiles } from "../profile/compiled.ts";
import { lunSettings } from "../profile/effective.ts";
import { dmNameProblem, unmangleDmName } from "../topology/dm-name.ts";
import { mapWwid } from "../topology/luns.ts";
import type { LiveMap } from "../topology/map.ts";
import type { Judgement } from "./judge.ts";
import type { Machine } from "./machine.ts";
import { type NameOwner, nameOwners } from "./name-owners.ts";

/** As the schema of pathplug.json has it: names that need no escape in a rule, a file or a shell. */
const ALIAS = /^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,99}$/;

/**
 * Why a map that stands may not be given a name by hand; absent where it may. A name belongs to one LUN: also to one that
 * is not there, and whose map would come back by it, and to one that /etc/multipath/bindings keeps it for.
 */
export function renameProblem(
  machine: Machine,
  judgement: Judgement,
  profiles: CompiledProfiles,
  live: LiveMap,
  name: string,
): Diagnostic | undefined {
  const wwid = mapWwid(live);
  const problem =
    dmNameProblem(name) ?? (ALIAS.test(name) ? undefined : "letters, digits and _ . + - can be in it");
  if (problem !== undefined) return diagnoseAny("name-unfit", name, problem);
  const configured = lunSettings(profiles, wwid)?.alias;
  if (configured !== undefined) {
    const message = `its alias is ${configured} in ${profiles.site.source ?? "pathplug.json"}`;
    return diagnoseAny("name-configured", unmangleDmName(live.name), message);
  }
  const owner = ownersOf(machine, judgement, profiles).find((one) => isOwn(one, name) && one.wwid !== wwid);
  return owner === undefined
    ? undefined
    : diagnoseAny("name-taken", name, `it is the name of ${owner.wwid ?? `the device ${owner.name}`}`);
}

/** A partition of the map is named after it. */
function isOwn({ name }: NameOwner, wanted: string): boolean {
  return name === wanted || (name.startsWith(wanted) && /^(-part|p)?\d+$/.test(name.slice(wanted.length)));
}

/** New maps fall back on their WWIDs, so these are names too. */
function ownersOf(machine: Machine, { luns }: Judgement, profiles: CompiledProfiles): readonly NameOwner[] {
  const wwids = [
    ...luns.map(({ lun }) => lun.wwid),
    ...[...machine.registry.values()].map(({ wwid }) => wwid),
  ];
  return [
    ...nameOwners(machine, profiles),
    ...parseBindings(machine.bindings ?? "").map(({ alias, wwid }) => ({ name: alias, wwid })),
    ...wwids.map((wwid) => ({ name: wwid, wwid })),
  ];
}
