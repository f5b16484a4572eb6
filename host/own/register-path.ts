import { persistentReserveIn, persistentReserveOut, type Sg3Result } from "sg3-utils-wrapper/commands";
import { decodeReadKeys, type ReservationKeys } from "../../core/decode/persistent-reservations.ts";
import { type OwnKey, persisting } from "../../core/own/reservation-key.ts";
import type { System } from "../system/system.ts";
import { UnprovenPaths } from "./unproven.ts";

/** How long one command may take, milliseconds. */
export const RESERVE_TIMEOUT = 5_000;
/** A device tells each of its unit attentions once, before it does anything else (SAM-6 5.14). */
const MOST_ATTENTIONS = 5;
/** How often the registrations of a LUN may change while a path is registered. */
const TRIES = 3;

/**
 * What has come of registering a path. `lost`: no path of the LUN has the key any more. Another host has preempted or
 * cleared it, or the device has lost its power; nobody but a person knows which, so the path stays unregistered.
 */
export type Registration =
  | { readonly kind: "registered" | "lost" }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Registers a path with the key of its LUN, or takes its key away where the LUN has none any more. The caller holds the LUN's
 * lock. A host that was fenced off must not come back by a path, so
 *
 * 1. what an earlier run has registered and not proven is taken back first: its key would be found, and be no proof;
 * 2. a path that has the key keeps it: REGISTER takes effect only then, and takes no reservation from a path that holds one;
 * 3. any other is registered only where the LUN still has the key, and unregistered again where it may have lost it meanwhile.
 *    REGISTER AND IGNORE EXISTING KEY itself asks for none of that (SPC-6 5.14.7).
 */
export async function registerPath(
  system: System,
  wwid: string,
  dev: string,
  own: OwnKey,
): Promise<Registration> {
  const path: OwnPath = { system, dev, own, unproven: new UnprovenPaths(system, wwid) };
  if (own.key === 0n || path.unproven.has(dev)) {
    const back = await takeBack(path);
    if (own.key === 0n || back.kind === "failed") return back;
  }
  const kept = await register(path, own.key, "register");
  if (kept.kind === "data") return REGISTERED;
  return kept.error.isReservationConflict ? await registerAnew(path) : failed(kept.error.sentence);
}

interface OwnPath {
  readonly system: System;
  readonly dev: string;
  readonly own: OwnKey;
  readonly unproven: UnprovenPaths;
}

async function registerAnew(path: OwnPath): Promise<Registration> {
  const { system, dev, own, unproven } = path;
  const { key } = own;
  const others = unproven.countBut(dev);
  for (let tries = 0; tries < TRIES; tries++) {
    const before = await readKeys(system, dev);
    if (typeof before === "string") return failed(before);
    const count = countOf(before, key);
    // It may have an older key, of before the key was changed while it was away.
    if (count === 0) return await takeBack(path, { kind: "lost" });
    if (count <= others) return failed("whether this host was fenced off is not known yet");
    if (!unproven.add(dev)) return failed("nothing can be written to /run/pathplug/own");
    const done = await register(path, key);
    if (done.kind === "failed") return failed(done.error.sentence);
    const after = await readKeys(system, dev);
    if (typeof after !== "string" && isUnbroken(before, after, key, others)) {
      unproven.delete(dev);
      return REGISTERED;
    }
    const back = await takeBack(path);
    if (back.kind === "failed") return back;
  }
  return failed("its LUN's registrations keep changing");
}

/** Has a path no key any more. */
async function takeBack(path: OwnPath, then = REGISTERED): Promise<Registration> {
  const done = await register(path, 0n);
  if (done.kind === "failed") return failed(done.error.sentence);
  path.unproven.delete(path.dev);
  return then;
}

const REGISTERED: Registration = { kind: "registered" };

function failed(reason: string): Registration {
  return { kind: "failed", reason };
}

/** Registers a key on a path: whatever it had, or, by REGISTER, only where it has that key already. */
async function register(
  { system, dev, own }: OwnPath,
  newKey: bigint,
  kind: "register" | "register-ignore" = "register-ignore",
): Promise<Sg3Result> {
  const known = kind === "register" ? { key: newKey } : {};
  const command = { kind, ...known, newKey, ...persisting(own.persist) };
  return await patiently(() =>
    persistentReserveOut(system.spawn, `/dev/${dev}`, command, { timeoutMs: RESERVE_TIMEOUT }),
  );
}

/**
 * Whether the key was on the LUN all the time: a path has it still whose registration is proven, or nothing but this registration
 * has happened. Who removes a key removes it from all paths at once, and nobody but the holder of the lock registers it.
 */
function isUnbroken(before: ReservationKeys, after: ReservationKeys, key: bigint, others: number): boolean {
  const isShared = countOf(after, key) > 1 + others;
  return isShared || ((after.generation ?? 0) - (before.generation ?? 0)) >>> 0 <= 1;
}

function countOf({ keys }: ReservationKeys, key: bigint): number {
  return keys.filter((one) => one === key).length;
}

export const CUT = "its list of keys is cut";

/** The keys of a LUN, asked through one path; or why there is no answer. */
async function readKeys(system: System, dev: string): Promise<ReservationKeys | string> {
  const answer = await patiently(() =>
    persistentReserveIn(system.spawn, `/dev/${dev}`, "read-keys", { timeoutMs: RESERVE_TIMEOUT }),
  );
  if (answer.kind === "failed") return answer.error.sentence;
  const { value, findings } = decodeReadKeys(answer.bytes);
  // Of a thousand keys and more the own one may be behind the end.
  return findings.length === 0 ? value : CUT;
}

/** Sends a command again where the device only told of something that has happened. */
export async function patiently(send: () => Promise<Sg3Result>): Promise<Sg3Result> {
  for (let attentions = 0; ; attentions++) {
    const answer = await send();
    if (answer.kind === "data" || !answer.error.isUnitAttention || attentions === MOST_ATTENTIONS)
      return answer;
  }
}
