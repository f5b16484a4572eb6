import { linkOf, type MapState, readMapState } from "../device-mapper/map-state.ts";
import { LunDisks } from "../devices/lun-disks.ts";
import { forgetWanted, wantLun } from "../registry/wanted-luns.ts";
import { isBeingRemoved, readmitRemoved } from "../run/removed-maps.ts";
import { ARMED, kickAssemble } from "../run/run-directory.ts";
import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { dropRequestsFor } from "./request-call.ts";

/** How often it is looked, milliseconds. */
const POLL = 200;
/** After how long the worker is asked again to look at paths that have no map, milliseconds. */
const REMINDER = 5_000;

/** What is waited for. */
export interface Wish {
  readonly wwid: string;
  /** Paths that are in the map and running. */
  readonly minPaths: number;
  readonly timeoutMs: number;
}

/** For commands that need the host's worker, from wherever they are run. */
export function requireArmed(system: System): void {
  if (!system.exists(ARMED)) fail("failed", "not-armed", "host", `${ARMED} does not exist`);
}

/** The map of a LUN, for commands that need one. */
export function requireMap(system: System, wwid: string): MapState {
  return readMapState(system, wwid) ?? fail("unavailable", "lun-absent", wwid, "no map of it stands");
}

/**
 * Waits until the map of a LUN stands with its links, and has the worker make it: also where the profile would not have the
 * LUN claimed yet, and where the map was removed before. Only writes marks below /run/pathplug. Returns the map, and whether
 * it had to be waited for.
 */
export async function ensureMap(
  system: System,
  wish: Wish,
): Promise<MapState & { readonly changed: boolean }> {
  requireArmed(system);
  const { wwid, timeoutMs } = wish;
  dropRequestsFor(system, wwid);
  const end = system.monotonic() + timeoutMs;
  const disks = new LunDisks(system, wwid);
  let asked = { devs: "", at: 0 };
  for (let changed = false; ; changed = true) {
    // First: what has begun before the request was taken back has written that down, and a map that is read later may be gone.
    const isLeaving = isBeingRemoved(system, wwid);
    const map = readMapState(system, wwid);
    if (map !== undefined && !isLeaving && isReady(map, wish)) return { ...map, changed };
    const now = system.monotonic();
    const devs = disks.look();
    if (now >= end) {
      forgetWanted(system, wwid);
      refuse(wish, map, devs, isLeaving);
    }
    if (devs.length > 0 && (devs.join(" ") !== asked.devs || now - asked.at >= REMINDER)) {
      asked = { devs: devs.join(" "), at: now };
      if (map === undefined) {
        readmitRemoved(
          system,
          wwid,
          devs.flatMap((dev) => readAttribute(system, `/sys/block/${dev}/diskseq`) ?? []),
        );
        wantLun(system, wwid, system.now() + end - now);
      }
      for (const dev of devs) kickAssemble(system, dev);
    }
    await system.sleep(POLL);
    requireArmed(system);
  }
}

function isReady({ bytes, suspended, linked, running }: MapState, { minPaths }: Wish): boolean {
  return bytes > 0 && !suspended && linked && running.length >= minPaths;
}

function refuse(
  { wwid, minPaths, timeoutMs }: Wish,
  map: MapState | undefined,
  devs: readonly string[],
  isLeaving: boolean,
): never {
  const after = `after ${timeoutMs / 1_000} s`;
  const found = map?.running ?? devs;
  if (map === undefined && devs.length === 0)
    fail("unavailable", "lun-absent", wwid, `${after} no path of it is there`);
  if (found.length < minPaths) {
    const told = found.length === 0 ? "none" : found.join(" ");
    fail(
      "unavailable",
      "paths-too-few",
      wwid,
      `${after} it has ${found.length} of ${minPaths} paths: ${told}`,
    );
  }
  const why =
    map === undefined
      ? `no map stands for ${devs.join(" ")}`
      : map.suspended
        ? `its map ${map.name} is suspended`
        : isLeaving
          ? `somebody has asked to remove its map ${map.name}`
          : `${linkOf(wwid)} does not lead to ${map.dm}`;
  fail("tryAgain", "map-not-ready", wwid, `${after} ${why}`);
}
