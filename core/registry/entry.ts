import { diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { parseLine, unescapeValue } from "./line.ts";

/** What is remembered of one LUN. */
export interface RegistryEntry {
  readonly wwid: string;
  readonly alias?: string;
  /** 512-byte sectors at the last assembly. */
  readonly sectors?: number;
  /** Unit serial number (VPD 80). */
  readonly serial?: string;
  /** Number of paths that an assembly expects, see `expectPaths`. */
  readonly paths?: number;
  /** Number of paths that the last assembly found, where that was fewer than expected. */
  readonly lastPaths?: number;
  /** At how many boots in a row none of its paths had come when known LUNs were waited for; absent for none. */
  readonly late?: number;
  /** Last good table, `0 <sectors> multipath …`. */
  readonly table?: string;
  /** Digest of the settings it was assembled with (`settingsDigest`). */
  readonly settings?: string;
  readonly profile?: string;
  /** no_path_retry of those settings: `fail`, `queue`, or a number of checks. */
  readonly noPathRetry?: string;
  /** failback of those settings: `immediate`, `manual`, `followover`, or seconds. */
  readonly failback?: string;
  /** When a path of it is marginal, see `parseMarginalPolicy`; absent where its settings say nothing of that. */
  readonly marginal?: string;
  /** flush_on_last_del and deferred_remove (`yes`) of those settings, where they are not the defaults. */
  readonly flushOnLastDel?: string;
  readonly deferredRemove?: string;
  /** Key that every path of it is registered with before it enters the map, see `parseOwnKey`. */
  readonly reservationKey?: string;
  /** Every other spelling of the id that was ever seen. */
  readonly ids: readonly string[];
  /** Keys that this release does not know, kept as they are. */
  readonly unknown: Readonly<Record<string, string>>;
  /** Format of a file that a later release wrote, of which only the WWID is understood; such a file is never written. */
  readonly laterFormat?: number;
}

export interface ParsedRegistryEntry {
  /** Absent where the file names no WWID or has a format that cannot be read. */
  readonly entry?: RegistryEntry;
  readonly findings: readonly Diagnostic[];
}

/** Format version; the previous release reads it too. */
export const REGISTRY_FORMAT = 1;

/** Keys of the texts in a file, in their order there. */
export const textKeys = {
  PATHPLUG_ALIAS: "alias",
  PATHPLUG_SERIAL: "serial",
  PATHPLUG_TABLE: "table",
  PATHPLUG_SETTINGS: "settings",
  PATHPLUG_PROFILE: "profile",
  PATHPLUG_NO_PATH_RETRY: "noPathRetry",
  PATHPLUG_FAILBACK: "failback",
  PATHPLUG_MARGINAL: "marginal",
  PATHPLUG_FLUSH_ON_LAST_DEL: "flushOnLastDel",
  PATHPLUG_DEFERRED_REMOVE: "deferredRemove",
  PATHPLUG_RESERVATION_KEY: "reservationKey",
} as const satisfies Record<string, keyof RegistryEntry>;

export const numberKeys = {
  PATHPLUG_SECTORS: "sectors",
  PATHPLUG_PATHS: "paths",
  PATHPLUG_LAST_PATHS: "lastPaths",
  PATHPLUG_LATE: "late",
} as const satisfies Record<string, keyof RegistryEntry>;

const ownKeys: ReadonlySet<string> = new Set([
  "PATHPLUG_FORMAT",
  "PATHPLUG_WWID",
  "PATHPLUG_IDS",
  ...Object.keys(textKeys),
  ...Object.keys(numberKeys),
]);

/**
 * Reads a registry file; `file` is its name for the findings. Lines are read as udev's IMPORT{file} reads them, so that
 * both see the same values; broken lines are findings and the rest counts. The last line of a key wins. Of a later
 * format the WWID counts, as it does for the claim rule: a LUN that is claimed and that nobody knows would be lost.
 */
export function parseRegistryEntry(text: string, file: string): ParsedRegistryEntry {
  const findings: Diagnostic[] = [];
  const values = new Map<string, string>();
  text.split("\n").forEach((line, index) => {
    const parsed = parseLine(line);
    if (parsed.kind === "pair") values.set(parsed.key, parsed.value);
    if (parsed.kind !== "broken") return;
    findings.push(diagnose("registry-line", file, parsed.message, { place: { file, line: index + 1 } }));
  });
  const wwid = values.get("PATHPLUG_WWID");
  const format = values.get("PATHPLUG_FORMAT");
  if (wwid !== undefined && isLaterFormat(format)) {
    const message = `has format ${format}, which a later release wrote: its WWID is used, and it is not written`;
    const entry = { wwid: unescapeValue(wwid), ids: [], unknown: {}, laterFormat: Number(format) };
    return { entry, findings: [...findings, diagnose("registry-later", file, message, { place: { file } })] };
  }
  if (wwid === undefined || wwid === "" || format !== String(REGISTRY_FORMAT)) {
    const message =
      format === String(REGISTRY_FORMAT)
        ? "names no WWID"
        : `has format ${format ?? "none"}, not ${REGISTRY_FORMAT}`;
    return { findings: [...findings, diagnose("registry-format", file, message, { place: { file } })] };
  }
  return { entry: entryOf(wwid, values, file, findings), findings };
}

function isLaterFormat(format: string | undefined): boolean {
  return format !== undefined && /^\d{1,9}$/.test(format) && Number(format) > REGISTRY_FORMAT;
}

function entryOf(
  wwid: string,
  values: ReadonlyMap<string, string>,
  file: string,
  findings: Diagnostic[],
): RegistryEntry {
  const known: Record<string, string | number> = {};
  for (const [key, name] of Object.entries(textKeys)) {
    const value = values.get(key);
    if (value !== undefined && value !== "") known[name] = unescapeValue(value);
  }
  for (const [key, name] of Object.entries(numberKeys)) {
    const value = values.get(key);
    if (value === undefined) continue;
    if (/^\d{1,15}$/.test(value)) known[name] = Number(value);
    else findings.push(diagnose("registry-line", file, `${key} is ${JSON.stringify(value)}, not a number`));
  }
  const ids = (values.get("PATHPLUG_IDS") ?? "").split(" ").filter((id) => id !== "");
  const unknown = Object.fromEntries([...values].filter(([key]) => !ownKeys.has(key)));
  return { wwid: unescapeValue(wwid), ...known, ids: ids.map(unescapeValue), unknown };
}
