import { diagnose } from "../../core/diagnostic/codes.ts";
import { mangleDmName } from "../../core/topology/dm-name.ts";
import { mapWwid } from "../../core/topology/luns.ts";
import { type Renamed, renameMap } from "../../host/device-mapper/rename-map.ts";
import { releaseUnnamedCookies } from "../../host/device-mapper/udev-cookies.ts";
import { readMachine } from "../../host/machine.ts";
import { syncRegistry, writeRegistryEntry } from "../../host/registry/registry.ts";
import type { System } from "../../host/system/system.ts";
import { diagnosticLine, type Journal } from "../engine/journal.ts";

/** How long dmsetup may take for a map or for one of its partitions, milliseconds. */
const RENAME_TIMEOUT = 30_000;

/**
 * Renames the map of a LUN because somebody asks for it, and has the registry remember the name: it comes back by it. The
 * name is fit and free, as whoever asks has seen; the kernel refuses one that is taken meanwhile. The caller holds the host's
 * lock. Returns the exit status.
 */
export async function rename(system: System, journal: Journal, wwid = "", alias = ""): Promise<number> {
  await releaseUnnamedCookies(system);
  const { liveMaps, registry } = await readMachine(system, { strict: true });
  const live = liveMaps.find((map) => mapWwid(map) === wwid);
  // A device that has the WWID as its name may be another LUN's map.
  const name = live?.name ?? wwid;
  const renamed: Renamed =
    live === undefined
      ? { kind: "failed", reason: "it has no map" }
      : await renameMap(system, name, mangleDmName(alias), RENAME_TIMEOUT);
  if (renamed.kind !== "renamed") {
    const code = renamed.kind === "kept" ? "name-bound" : "table-refused";
    const failed = diagnose(code, name, renamed.reason);
    journal("error", diagnosticLine(failed), { kind: "failed", code, wwid, map: name });
    return 1;
  }
  journal("note", `renamed ${name} to ${alias}: asked for`, { kind: "renamed", wwid, map: alias });
  const entries = [...registry].filter(([, entry]) => entry.wwid === wwid);
  for (const [key, entry] of entries) {
    await syncRegistry(system, writeRegistryEntry(system, [key], { ...entry, alias }).written);
  }
  return 0;
}
