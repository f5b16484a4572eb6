import { persistentReserveIn, persistentReserveOut, type Sg3Result } from "sg3-utils-wrapper/commands";
import { decodeReadKeys, type ReservationKeys } from "../../core/decode/persistent-reservations.ts";
import type { OwnKey } from "../../core/own/reservation-key.ts";
import type { System } from "../system/system.ts";

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
 * Registers a path with the key of its LUN, or takes its key away where the LUN has none any more. A host that was fenced
 * off must not come back by a path: the key is registered only where the LUN still has it, and taken back where it may have been
 * removed meanwhile. REGISTER AND IGNORE EXISTING KEY itself asks for none of that (SPC-6 5.14.7).
 */
export async function registerPath(
  system: System,
  dev: string,
  { key, persist }: OwnKey,
): Promise<Registration> {
  const register = (newKey: bigint) =>
    patiently(() =>
      persistentReserveOut(
        system.spawn,
        `/dev/${dev}`,
        { kind: "register-ignore", newKey, ...(persist ? { persist: "through-power-loss" } : {}) },
        { timeoutMs: RESERVE_TIMEOUT },
      ),
    );
  let before = await readKeys(system, dev);
  for (let tries = 0; tries < TRIES; tries++) {
    if (typeof before === "string") return { kind: "failed", reason: before };
    if (key !== 0n && !before.keys.includes(key)) {
      // It may have an older key, of before the key was changed while it was away.
      await register(0n);
      return { kind: "lost" };
    }
    const done = await register(key);
    if (done.kind === "failed") return { kind: "failed", reason: done.error.sentence };
    if (key === 0n) return { kind: "registered" };
    const after = await readKeys(system, dev);
    if (typeof after !== "string" && isUnbroken(before, after, key)) return { kind: "registered" };
    await register(0n);
    before = after;
  }
  return { kind: "failed", reason: "its LUN's registrations keep changing" };
}

/**
 * Whether the key was on the LUN all the time: another path has it still, or nothing but this registration has happened.
 * Who removes a key removes it from all paths at once.
 */
function isUnbroken(before: ReservationKeys, after: ReservationKeys, key: bigint): boolean {
  const isShared = after.keys.filter((one) => one === key).length > 1;
  return isShared || ((after.generation ?? 0) - (before.generation ?? 0)) >>> 0 <= 1;
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
