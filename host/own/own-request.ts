import { diagnoseAny } from "../../core/diagnostic/all-codes.ts";
import type { Diagnostic } from "../../core/diagnostic/diagnostic.ts";
import { registryKeys } from "../../core/identify/registry-key.ts";
import { type OwnRequest, planOwn } from "../../core/own/plan-own.ts";
import { keyOfUuid, type OwnKey, ownKeyText, parseOwnKey } from "../../core/own/reservation-key.ts";
import type { SeenLun } from "../../core/own/seen.ts";
import type { RegistryEntry } from "../../core/registry/entry.ts";
import { mapWwid } from "../../core/topology/luns.ts";
import type { LiveMap, Lun } from "../../core/topology/map.ts";
import { readLiveMaps } from "../device-mapper/live-maps.ts";
import { syncRegistry, writeRegistryEntry } from "../registry/registry.ts";
import type { System } from "../system/system.ts";
import { readText } from "../system/text.ts";
import { type Observed, observeLun, performSteps } from "./own-lun.ts";
import { UnprovenPaths } from "./unproven.ts";

/** A LUN that somebody wants to own, as the registry has it. */
export interface OwnedLun {
  readonly lun: Lun;
  readonly entry: RegistryEntry;
  /** Names of the registry's files that hold the entry. */
  readonly files: readonly string[];
  readonly live?: LiveMap;
}

/** How a request ended: what the LUN said at last, and why it did not get so far as was wanted. */
export interface OwnOutcome {
  readonly seen?: SeenLun;
  /** The key of this host now. */
  readonly own?: OwnKey;
  /** Whether a command was sent that changes something. */
  readonly changed: boolean;
  readonly problem?: Diagnostic;
}

/** Where the kernel has random numbers as text: no engine that runs here has any. */
const RANDOM = "/proc/sys/kernel/random/uuid";
/** Releasing past a path that is away, then unregistering, takes three; one more to see that it is done. */
const ROUNDS = 6;

/**
 * Looks at a LUN, plans, performs, and looks again, until it is as wanted or cannot be. The caller holds the host's lock: no
 * path enters the map meanwhile; and the LUN's, so that none is registered which is about to be used again. A new key is in the registry before the first path has it, so that a path which comes back
 * gets it, however this run ends; it leaves the registry when the paths have given it up.
 */
export async function performRequest(
  system: System,
  owned: OwnedLun,
  request: OwnRequest,
): Promise<OwnOutcome> {
  const { lun, entry } = owned;
  const before = parseOwnKey(entry.reservationKey);
  const spare = keyOfUuid(readText(system, RANDOM) ?? "");
  let own = before;
  let changed = false;
  const end = (seen: SeenLun | undefined, problem?: Diagnostic): OwnOutcome => ({
    changed,
    ...(seen === undefined ? {} : { seen }),
    ...(own === undefined ? {} : { own }),
    ...(problem === undefined ? {} : { problem }),
  });
  if (spare === undefined)
    return end(undefined, diagnoseAny("own-unfinished", lun.wwid, `${RANDOM} is not there.`));
  for (let round = 0; round < ROUNDS; round++) {
    const observed = await observe(system, lun);
    if (observed.kind !== "seen") return end(undefined, unseen(lun.wwid, observed));
    const { seen } = observed;
    const plan = planOwn(lun.wwid, request, seen, before, round, spare);
    if (plan.kind === "refused") return end(seen, plan.because);
    if (plan.kind === "done") {
      const after = keyAfter(request, seen, own);
      const problem = await remember(system, owned, after);
      own = after;
      return end(seen, problem);
    }
    if (request.verb === "register" && round === 0) {
      const problem = await remember(system, owned, request.own);
      if (problem !== undefined) return end(seen, problem);
      own = request.own;
      new UnprovenPaths(system, lun.wwid).clear();
    }
    changed = true;
    const done = await performSteps(system, plan.steps);
    if (done.kind === "failed") {
      const after = await observe(system, lun);
      const failed = diagnoseAny("own-unfinished", lun.wwid, `${done.dev}: ${done.reason}.`);
      return end(after.kind === "seen" ? after.seen : seen, failed);
    }
  }
  return end(undefined, diagnoseAny("own-unfinished", lun.wwid, "somebody else keeps changing it."));
}

/** Asks a LUN who owns it, through the paths that the kernel uses now: one may have come back since the last look. */
async function observe(system: System, lun: Lun): Promise<Observed> {
  const maps = await readLiveMaps(system);
  return await observeLun(
    system,
    lun,
    maps.find((map) => mapWwid(map) === lun.wwid),
  );
}

/** Why nothing can be said of a LUN. */
export function unseen(wwid: string, observed: Exclude<Observed, { readonly kind: "seen" }>): Diagnostic {
  return observed.kind === "unsupported"
    ? diagnoseAny("own-unsupported", wwid, "it has no persistent reservations.")
    : diagnoseAny("own-unfinished", wwid, `it does not tell whether it is reserved: ${observed.reason}.`);
}

/** The key that is remembered: 0 where paths that are away may still be registered with the one that is given up. */
function keyAfter(request: OwnRequest, seen: SeenLun, own: OwnKey | undefined): OwnKey | undefined {
  if (request.verb === "clear") return undefined;
  if (request.verb !== "unregister" || own === undefined) return own;
  return seen.keys.includes(own.key) ? { ...own, key: 0n } : undefined;
}

/** Writes the key into the LUN's registry files, and has them survive a power failure. */
async function remember(
  system: System,
  { lun: { wwid, paths }, entry, files }: OwnedLun,
  own: OwnKey | undefined,
): Promise<Diagnostic | undefined> {
  const { reservationKey: _old, ...rest } = entry;
  const keys = [...new Set([...files, ...paths.flatMap(({ identity }) => registryKeys(identity))])];
  const next = own === undefined ? rest : { ...rest, reservationKey: ownKeyText(own) };
  const { written, errno } = writeRegistryEntry(system, keys, next);
  await syncRegistry(system, written);
  return errno === undefined ? undefined : diagnoseAny("registry-not-written", wwid, `${errno}.`);
}
