import type { numberKeys, textKeys } from "../../core/registry/entry.ts";

type RegistryKey =
  | keyof typeof textKeys
  | keyof typeof numberKeys
  | "PATHPLUG_FORMAT"
  | "PATHPLUG_WWID"
  | "PATHPLUG_IDS";

/** What each key of a registry file says; the compiler wants a line for each that is written. */
export const registryKeys: Readonly<Record<RegistryKey, string>> = {
  PATHPLUG_FORMAT: "Version of the format. A file of a later one is not written.",
  PATHPLUG_WWID: "The LUN. Without it a file claims nothing.",
  PATHPLUG_IDS: "Every other spelling of its id that was ever seen, with blanks between.",
  PATHPLUG_ALIAS: "Name of its map, where that is not the WWID.",
  PATHPLUG_SECTORS: "Size at the last assembly, in sectors of 512 bytes.",
  PATHPLUG_SERIAL: "Unit serial number (VPD page 80h).",
  PATHPLUG_PATHS: "How many paths an assembly waits for.",
  PATHPLUG_LAST_PATHS: "How many the last one found, where that was fewer.",
  PATHPLUG_LATE: "At how many boots in a row none of its paths came in time.",
  PATHPLUG_TABLE: "The last good device-mapper table.",
  PATHPLUG_SETTINGS: "Digest of the settings that it was assembled with.",
  PATHPLUG_PROFILE: "Name of the vendor profile.",
  PATHPLUG_NO_PATH_RETRY: "no_path_retry of those settings.",
  PATHPLUG_FAILBACK: "failback of those settings.",
  PATHPLUG_MARGINAL: "When a path of it is marginal.",
  PATHPLUG_FLUSH_ON_LAST_DEL: "flush_on_last_del, where it is not the default.",
  PATHPLUG_DEFERRED_REMOVE: "deferred_remove, where it is not the default.",
  PATHPLUG_RESERVATION_KEY: "This host's key of pathplug-own(8).",
};
