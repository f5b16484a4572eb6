import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { isSafeName } from "./registry-key.ts";

/** Longest WWID that fits a device-mapper UUID behind `mpath-`. */
const WWID_BYTES = 128 - "mpath-".length - 1;

/** All that is known of one LUN's names. */
export interface WwidSources {
  /** Spellings of the LUN's ids, our ranking first: `candidates` of its Identity, its scsiId and sg3Id. */
  readonly candidates: readonly string[];
  /** WWIDs of the `mpath-` maps that stand now. */
  readonly liveMapWwids: ReadonlySet<string>;
  /** Entries of /etc/multipath/wwids. */
  readonly wwidsFile: ReadonlySet<string>;
  /** WWID in the LUN's registry entry, where it has one. */
  readonly registry?: string | undefined;
  /** ID_SERIAL per path as the udev database has it; undefined for a path that udev has not processed yet. */
  readonly idSerials: readonly (string | undefined)[];
}

export type WwidSource = "registry" | "live-map" | "wwids-file" | "id-serial" | "ranking";

/** The WWID and where it is from; without a wwid there is none to be had. */
export interface ResolvedWwid {
  readonly wwid?: string;
  readonly source?: WwidSource;
  /** One clause, for `explain`. */
  readonly reason: string;
  readonly findings: readonly Diagnostic[];
}

/**
 * Settles a LUN's WWID, so that it never changes under a host: the registry's; that of a map that stands under one of
 * its ids; that of /etc/multipath/wwids; the ID_SERIAL that udev gives all its paths; our ranking of page 83.
 * An ID_SERIAL made of page 80 or of a vendor specific designator (prefix S or 0) is no identity and is passed over.
 */
export function resolveWwid(sources: WwidSources): ResolvedWwid {
  const { registry, liveMapWwids, wwidsFile, candidates } = sources;
  const { idSerial, findings } = agreedSerial(sources.idSerials);
  const seen = sources.idSerials.filter((serial) => serial !== undefined);
  const ids = [...new Set([...candidates, ...seen])];
  const live = ids.find((id) => liveMapWwids.has(id));
  const listed = ids.find((id) => wwidsFile.has(id));
  const own = candidates[0];
  const steps: readonly (readonly [WwidSource, string | undefined, string])[] = [
    ["registry", registry === "" ? undefined : registry, "the registry fixes it"],
    ["live-map", live, "a map stands under this id"],
    ["wwids-file", listed, "/etc/multipath/wwids has it"],
    ["id-serial", idSerial, "udev's ID_SERIAL of its paths"],
    ["ranking", own, "the best designator of page 83"],
  ];
  for (const [source, wwid, reason] of steps)
    if (wwid !== undefined) return { wwid, source, reason, findings };
  return { reason: "none of its ids can name a map", findings };
}

/** The one ID_SERIAL of all paths that udev has processed, where it can name a map. */
function agreedSerial(serials: readonly (string | undefined)[]): {
  idSerial?: string;
  findings: readonly Diagnostic[];
} {
  const given = [...new Set(serials.filter((serial) => serial !== undefined && serial !== ""))];
  const idSerial = given[0];
  if (given.length > 1) {
    return { findings: [diagnose("id-serial-disputed", "ID_SERIAL", `udev has ${given.join(" and ")}`)] };
  }
  if (idSerial === undefined || !isIdentity(idSerial)) return { findings: [] };
  return { idSerial, findings: [] };
}

/**
 * From page 83 (1, 2, 3, 8) or an NVMe namespace; and fit to be a map's name and UUID, which a backslash, as
 * sg3_utils' rules escape odd characters, is not.
 */
function isIdentity(serial: string): boolean {
  if (serial.includes("\\")) return false;
  return /^([1238].|eui\.|uuid\.|nvme\.)/.test(serial) && serial.length <= WWID_BYTES && isSafeName(serial);
}
