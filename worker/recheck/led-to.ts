import type { KnownLun } from "../../core/recheck/same-lun.ts";
import type { Registered } from "../../host/registry/registered.ts";
import type { System } from "../../host/system/system.ts";

/** What is known of the LUN that a map's path led to: its WWID, pages 83h and 80h as the kernel keeps them, and the registry. */
export function knowLuns(
  system: System,
  registered: ReadonlyMap<string, Registered>,
): (wwid: string, dev: string) => KnownLun {
  return (wwid, dev) => {
    const [page83, page80] = ["83", "80"].map((page) =>
      system.readBytes(`/sys/block/${dev}/device/vpd_pg${page}`),
    );
    const keys = registered.get(wwid)?.keys ?? new Set();
    return {
      wwid,
      keys,
      ...(page83 === undefined ? {} : { page83 }),
      ...(page80 === undefined ? {} : { page80 }),
    };
  };
}
