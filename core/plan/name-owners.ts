import type { CompiledProfiles } from "../profile/compiled.ts";
import { unmangleDmName } from "../topology/dm-name.ts";
import { mapWwid } from "../topology/luns.ts";
import type { Machine } from "./machine.ts";

/** Who a name belongs to: the WWID of a LUN, or that it is another device's. */
export interface NameOwner {
  readonly name: string;
  /** Absent for a device that is no multipath map. */
  readonly wwid?: string;
}

/**
 * Every name that is given or promised: of the device-mapper devices that stand, and the aliases of LUNs in pathplug.json
 * and in the registry, whose maps may come back at any time.
 */
export function nameOwners(machine: Machine, { site }: CompiledProfiles): readonly NameOwner[] {
  const promised = [...machine.registry.values(), ...site.luns];
  return [
    ...machine.liveMaps.map((map) => ({ name: unmangleDmName(map.name), wwid: mapWwid(map) })),
    ...machine.otherNames.map((name) => ({ name: unmangleDmName(name) })),
    ...promised.flatMap(({ alias, wwid }) => (alias === undefined ? [] : [{ name: alias, wwid }])),
  ];
}
