import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { CompiledProfiles } from "../profile/compiled.ts";
import type { RegistryEntry } from "../registry/entry.ts";
import type { LunJudgement } from "./judge.ts";

/** Names by WWID that the registry remembers of LUNs, and that pathplug.json gives to others now, be they there or not. */
export function lostNames(
  entries: readonly RegistryEntry[],
  { site }: CompiledProfiles,
): ReadonlyMap<string, string> {
  const owners = new Map(site.luns.map(({ alias, wwid }) => [alias, wwid]));
  return new Map(
    entries.flatMap(({ alias, wwid }) =>
      alias === undefined || (owners.get(alias) ?? wwid) === wwid ? [] : [[wwid, alias] as const],
    ),
  );
}

/** What the registry has of LUNs, without such names. */
export function withoutLostNames(
  entries: readonly RegistryEntry[],
  lost: ReadonlyMap<string, string>,
): readonly RegistryEntry[] {
  return entries.map((entry) => {
    if (!lost.has(entry.wwid)) return entry;
    const { alias: _, ...rest } = entry;
    return rest;
  });
}

/** Tells of maps that are made without the name that they had. */
export function tellLostNames(
  lost: ReadonlyMap<string, string>,
  luns: readonly LunJudgement[],
): readonly Diagnostic[] {
  return luns.flatMap(({ lun: { wwid }, decision, isMapped }) => {
    const name = lost.get(wwid);
    if (name === undefined || decision === undefined || isMapped) return [];
    return [diagnose("name-taken", name, `the site's settings give it to another LUN than ${wwid}`)];
  });
}
