import type { Registrant } from "../../core/decode/full-status.ts";
import type { Transport } from "../../core/profile/profile.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";

/** Where a transport has the names of this host's initiator ports in sysfs. */
const PLACES: Partial<Record<Transport, readonly [string, string]>> = {
  fc: ["/sys/class/fc_host", "port_name"],
  iscsi: ["/sys/class/iscsi_session", "initiatorname"],
};

/**
 * Whether the initiator port that holds a reservation is known to be none of this host's. Not where the transport gives its ports
 * no name that sysfs has, and not of a path that has left: its port is here still.
 */
export function isHeldElsewhere(
  system: System,
  registrants: readonly Registrant[],
  transports: readonly Transport[],
): boolean {
  const [place, ...others] = new Set(transports.map((transport) => PLACES[transport]));
  const holder = registrants.find(({ holds }) => holds !== undefined);
  if (place === undefined || others.length > 0 || holder === undefined) return false;
  const [directory, attribute] = place;
  const own = (system.list(directory) ?? []).flatMap(
    (name) => readAttribute(system, `${directory}/${name}/${attribute}`) ?? [],
  );
  // sysfs writes 0x in front of a world wide name; behind an iSCSI name stands the session (SPC-6 7.6.4.6).
  const [name = ""] = String(holder.initiator).toLowerCase().split(",i,");
  return own.length > 0 && !own.some((one) => one.toLowerCase().replace(/^0x/, "") === name);
}
