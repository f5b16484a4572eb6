import { diagnoseAny } from "../../core/diagnostic/all-codes.ts";
import type { Diagnostic } from "../../core/diagnostic/diagnostic.ts";
import { registryKeys } from "../../core/identify/registry-key.ts";
import { type OwnRequest, type OwnStep, planOwn } from "../../core/own/plan-own.ts";
import { keyOfUuid, keyText, type OwnKey, ownKeyText, parseOwnKey } from "../../core/own/reservation-key.ts";
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
  /** What a person should know of a request that had nothing to do. */
  readonly note?: Diagnostic;
}

/** Where the kernel has random numbers as text: no engine that runs here has any. */
const RANDOM = "/proc/sys/kernel/random/uuid";
/** Releasing past a path that is away, then unregistering, takes three; one more to see that it is done. */
const ROUNDS = 6;

/**
 * Looks at a LUN, plans, performs, and looks again, until it is as wanted or cannot be. The caller holds the host's lock: no
 * path enters the map meanwhile; and the LUN's, so that none is registered which is about to be used again. A new key is in the
 * registry before the first path has it, so that a path which comes back gets it, however this run ends; it leaves the registry when
 * the paths have given it up.
 */
export async function performRequest(
  system: System,
  owned: OwnedLun,
  request: OwnRequest,
): Promise<OwnOutcome> {
  const before = parseOwnKey(owned.entry.reservationKey);
  const { wwid } = owned.lun;
  const spare = keyOfUuid(readText(system, RANDOM) ?? "");
  let so: Progress = before === undefined ? { changed: false } : { own: before, changed: false };
  if (spare === undefined) return end(so, undefined, diagnoseAny("own-unfinished", wwid, `no ${RANDOM}.`));
  for (let round = 0; round < ROUNDS; round++) {
    const observed = await observe(system, owned.lun);
    if (observed.kind !== "seen") return end(so, so.last?.seen, so.last?.because ?? unseen(wwid, observed));
    const { seen } = observed;
    const plan = planOwn(wwid, request, seen, before, round, spare);
    if (plan.kind === "done" && so.last?.isFinal !== true)
      return await conclude(system, owned, request, so, seen);
    if (so.last !== undefined) return end(so, seen, so.last.because);
    if (plan.kind === "refused") return end(so, seen, plan.because);
    if (plan.kind === "done") break;
    so = await perform(system, owned, request, so, seen, plan.steps);
  }
  return end(so, undefined, so.last?.because ?? diagnoseAny("own-unfinished", wwid, RESTLESS));
}

const RESTLESS = "somebody else keeps changing it.";

/** How far a request has come. */
interface Progress {
  readonly own?: OwnKey;
  readonly changed: boolean;
  readonly last?: Failed;
}

/** What failed, and the LUN as it was before. */
interface Failed {
  readonly seen: SeenLun;
  readonly because: Diagnostic;
  /**
   * Not where they are one command that may have taken effect all the same, its answer lost: then the LUN tells. Of a registration
   * not every LUN does, and what is left half-way between keys is not told either.
   */
  readonly isFinal: boolean;
}

function end({ own, changed }: Progress, seen: SeenLun | undefined, problem?: Diagnostic): OwnOutcome {
  return {
    changed,
    ...(seen === undefined ? {} : { seen }),
    ...(own === undefined ? {} : { own }),
    ...(problem === undefined ? {} : { problem }),
  };
}

/** Performs steps, and before the first that registers a key, has the registry know it. */
async function perform(
  system: System,
  owned: OwnedLun,
  request: OwnRequest,
  so: Progress,
  seen: SeenLun,
  steps: readonly OwnStep[],
): Promise<Progress> {
  const { wwid } = owned.lun;
  const isRegister = request.verb === "register";
  if (isRegister && !so.changed) {
    const because = await remember(system, owned, request.own);
    if (because !== undefined) return { ...so, last: { seen, because, isFinal: true } };
    new UnprovenPaths(system, wwid).clear();
  }
  const next: Progress = { ...so, changed: true, ...(isRegister ? { own: request.own } : {}) };
  const done = await performSteps(system, steps);
  if (done.kind === "done") return next;
  const because = diagnoseAny("own-unfinished", wwid, `${done.dev}: ${done.reason}.`);
  return { ...next, last: { seen, because, isFinal: isRegister || steps.length > 1 } };
}

/** The LUN is as it was wanted. */
async function conclude(
  system: System,
  owned: OwnedLun,
  request: OwnRequest,
  { own, changed }: Progress,
  seen: SeenLun,
): Promise<OwnOutcome> {
  const after = keyAfter(request, owned, seen, own);
  const problem = await remember(system, owned, after);
  const note = changed ? undefined : idleNote(owned.lun.wwid, request);
  const so: Progress = after === undefined ? { changed } : { own: after, changed };
  return { ...end(so, seen, problem), ...(note === undefined ? {} : { note }) };
}

/** A key that nobody has may be that of a host which is fenced off already, or a mistake in writing. */
function idleNote(wwid: string, request: OwnRequest): Diagnostic | undefined {
  if (request.verb !== "preempt") return undefined;
  return diagnoseAny("own-key-absent", wwid, `nobody has registered ${keyText(request.victim)}.`);
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
function keyAfter(
  { verb }: OwnRequest,
  owned: OwnedLun,
  seen: SeenLun,
  own: OwnKey | undefined,
): OwnKey | undefined {
  if (verb === "clear") return undefined;
  if (verb !== "unregister" || own === undefined) return own;
  const isLeft = own.key === 0n ? mayBeLeft(owned, seen) : seen.keys.includes(own.key);
  return isLeft ? { ...own, key: 0n } : undefined;
}

/** Whether a path that is away may have a key of which nobody knows any more what it was. */
function mayBeLeft({ lun, entry }: OwnedLun, { keys, paths }: SeenLun): boolean {
  if (keys.length === 0) return false;
  return lun.paths.length < (entry.paths ?? 0) || paths.some(({ state }) => state !== "up");
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
