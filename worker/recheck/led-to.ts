import type { KnownLun } from "../../core/recheck/same-lun.ts";
import type { Registered } from "../../host/registry/registered.ts";
import type { System } from "../../host/system/system.ts";

/** What is known of the LUN that a map's path led to: its WWID, page 83h as the kernel keeps it, and the registry. */
export function knowLuns(
  system: System,
  registered: ReadonlyMap<string, Registered>,
): (wwid: string, dev: string) => KnownLun {
  return (wwid, dev) => {
    const page83 = system.readBytes(`/sys/block/${dev}/device/vpd_pg83`);
    const keys = registered.get(wwid)?.keys ?? new Set();
    return page83 === undefined ? { wwid, keys } : { wwid, page83, keys };
  };
}
