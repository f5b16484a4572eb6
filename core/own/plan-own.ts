import type { ReservationType } from "../decode/persistent-reservations.ts";
import { diagnoseAny } from "../diagnostic/all-codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import { planHandOver } from "./hand-over.ts";
import { refuseRequest } from "./refuse.ts";
import { keyText, type OwnKey, persisting } from "./reservation-key.ts";
import { isForAll, isOurs, registeredPaths, type SeenLun } from "./seen.ts";

/** What somebody wants of a LUN. */
export type OwnRequest =
  | { readonly verb: "register"; readonly own: OwnKey; readonly force: boolean }
  | { readonly verb: "unregister" }
  | { readonly verb: "reserve"; readonly type: ReservationType }
  | { readonly verb: "release" }
  | { readonly verb: "preempt"; readonly victim: bigint; readonly abort: boolean }
  | { readonly verb: "clear" };

/** A command of PERSISTENT RESERVE OUT (SPC-6 6.18), as sg3-utils-wrapper takes it. */
export type OwnCommand =
  | {
      readonly kind: "register" | "register-ignore";
      readonly key?: bigint;
      readonly newKey: bigint;
      readonly persist?: "through-power-loss";
    }
  | { readonly kind: "reserve" | "release"; readonly key: bigint; readonly type: ReservationType }
  | {
      readonly kind: "preempt" | "preempt-abort";
      readonly key: bigint;
      readonly victim: bigint;
      readonly type: ReservationType;
    }
  | { readonly kind: "clear"; readonly key: bigint };

/**
 * One step. `each`: on every path, and a path that refuses fails it. `some`: the same, but a path may say reservation
 * conflict, which a nexus that is not registered does. `any`: on the first path that takes it. `same`: on the one that took the step before.
 */
export interface OwnStep {
  readonly on: "each" | "some" | "any" | "same";
  readonly devs: readonly string[];
  readonly command: OwnCommand;
  /** `always`: also where a step before has failed, because it undoes one that has not. */
  readonly when?: "always";
}

/** What to do next: then the LUN is looked at again, and planned again, until it is as it was wanted. */
export type OwnPlan =
  | { readonly kind: "steps"; readonly steps: readonly OwnStep[] }
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly because: Diagnostic };

/**
 * Plans the next steps towards what is wanted. Pure: the same LUN gives the same steps. `before` is the key in the registry
 * when it began, `round` how often steps have been made: what is still missing after them takes another way, or is a failure.
 * `spare` is a random key.
 */
export function planOwn(
  wwid: string,
  request: OwnRequest,
  seen: SeenLun,
  before: OwnKey | undefined,
  round: number,
  spare: bigint,
): OwnPlan {
  const refused = round === 0 ? refuseRequest(wwid, request, seen, before) : undefined;
  if (refused !== undefined) return { kind: "refused", because: refused };
  const up = seen.paths.filter(({ state }) => state === "up").map(({ dev }) => dev);
  // What nobody tells is not known: it is neither done nor undone.
  if (up.length === 0) return unfinished(wwid, "none of its paths answers any more");
  if (request.verb === "register") return planRegister(wwid, request.own, seen, up, before, round);
  const own = before ?? NO_KEY;
  if (request.verb === "unregister" && before?.key === 0n) return planForget(own, seen, up, round);
  switch (request.verb) {
    case "unregister":
      return planUnregister(wwid, own, seen, up, round, spare);
    case "release":
      return planRelease(wwid, own, seen, up, round, spare);
    case "reserve":
    case "preempt":
    case "clear":
      return planChange(wwid, request, own.key, seen, up, round);
  }
}

/** Those that are one command, on whichever path takes it. */
function planChange(
  wwid: string,
  request: Extract<OwnRequest, { readonly verb: "reserve" | "preempt" | "clear" }>,
  key: bigint,
  seen: SeenLun,
  up: readonly string[],
  round: number,
): OwnPlan {
  const { reservation } = seen;
  const onAny = (command: OwnCommand, what: string): OwnPlan =>
    round > 0 ? unfinished(wwid, what) : stepsOf({ on: "any", devs: up, command });
  switch (request.verb) {
    case "reserve":
      if (isOurs(seen, key)) return DONE;
      return onAny({ kind: "reserve", key, type: request.type }, "it is not reserved");
    case "preempt": {
      const { victim, abort } = request;
      // Whoever fences wants to hear that the other host is off, whoever has done it.
      if (!seen.keys.includes(victim)) return DONE;
      const type = SHARED[reservation?.type ?? "write-exclusive"];
      const kind = abort ? "preempt-abort" : "preempt";
      return onAny({ kind, key, victim, type }, `${keyText(victim)} is still registered`);
    }
    case "clear":
      if (seen.keys.length === 0 && reservation === undefined) return DONE;
      return onAny({ kind: "clear", key }, "keys are registered again");
  }
}

/** What a reservation becomes that is taken over: of the types of one holder only that one path of a map could use the LUN. */
const SHARED: Readonly<Record<ReservationType, ReservationType>> = {
  "write-exclusive": "write-exclusive-registrants-only",
  "exclusive-access": "exclusive-access-registrants-only",
  "write-exclusive-registrants-only": "write-exclusive-registrants-only",
  "exclusive-access-registrants-only": "exclusive-access-registrants-only",
  "write-exclusive-all-registrants": "write-exclusive-all-registrants",
  "exclusive-access-all-registrants": "exclusive-access-all-registrants",
};

const NO_KEY: OwnKey = { key: 0n, persist: false };
const DONE: OwnPlan = { kind: "done" };
/** From this round on paths are not told their key again that lack it all the same. */
const LAST_ROUND = 3;

function planRegister(
  wwid: string,
  { key, persist }: OwnKey,
  seen: SeenLun,
  up: readonly string[],
  before: OwnKey | undefined,
  round: number,
): OwnPlan {
  const register: OwnStep = {
    on: "each",
    devs: up,
    command: { kind: "register-ignore", newKey: key, ...persisting(persist) },
  };
  // Paths may be registered already by a key that others share, so all of them are: it does no harm to register twice.
  if (round === 0) return stepsOf(register);
  // Nor to those that have come back meanwhile with the old key, where the LUN does not tell its paths apart: the keys are too few.
  const isShort = seen.keys.filter((one) => one === key).length < up.length;
  const registered = registeredPaths(seen, key);
  const without = up.filter((dev) => registered.get(dev) === "no");
  if (round < LAST_ROUND && (isShort || without.length > 0)) return stepsOf(register);
  const missing = [...silentPaths(seen), ...without].join(" ");
  if (missing !== "") return unfinished(wwid, `not registered: ${missing}`);
  const { reservation } = seen;
  const old = before?.key ?? 0n;
  const isHeldByOld = old !== 0n && old !== key && isOurs(seen, old);
  if (!isHeldByOld || reservation?.type === undefined || isForAll(reservation)) return DONE;
  // The path that holds the reservation is away and has the old key: a path with the new one takes it over.
  if (round > LAST_ROUND) return unfinished(wwid, "the reservation is still held by the old key");
  return stepsOf({
    on: "any",
    devs: up,
    command: { kind: "preempt", key, victim: old, type: reservation.type },
  });
}

/** A path that does not hold the reservation releases it without an error and without effect (SPC-6 5.14.11.2): all are told. */
function planRelease(
  wwid: string,
  { key, persist }: OwnKey,
  seen: SeenLun,
  up: readonly string[],
  round: number,
  spare: bigint,
): OwnPlan {
  const { reservation } = seen;
  if (reservation === undefined || !isOurs(seen, key)) return DONE;
  if (reservation.type === undefined) return unfinished(wwid, "it is reserved as an unknown type");
  if (round === 0) {
    const on = isForAll(reservation) ? "any" : "some";
    return stepsOf({ on, devs: up, command: { kind: "release", key, type: reservation.type } });
  }
  if (round > 1) return unfinished(wwid, "it is still reserved");
  // The kernel may use one that does not answer us, and it would lose its key.
  const silent = silentPaths(seen);
  if (silent.length > 0)
    return unfinished(wwid, `it is still reserved, and ${silent.join(" ")} does not answer`);
  return { kind: "steps", steps: planHandOver({ key, persist }, reservation.type, spare, up) };
}

/** First what is held is released, by the path that holds it or past it; then each path gives up its key. */
function planUnregister(
  wwid: string,
  own: OwnKey,
  seen: SeenLun,
  up: readonly string[],
  round: number,
  spare: bigint,
): OwnPlan {
  const isHeld = isOurs(seen, own.key) && seen.reservation !== undefined && !isForAll(seen.reservation);
  if (isHeld && round < 3) return planRelease(wwid, own, seen, up, round, spare);
  const registered = [...registeredPaths(seen, own.key)].filter(
    ([dev, is]) => is !== "no" && up.includes(dev),
  );
  if (registered.length === 0 || round > 3) return DONE;
  const command = { kind: "register-ignore", newKey: 0n, ...persisting(own.persist) } as const;
  return stepsOf({ on: "each", devs: up, command });
}

/** Of a key that was given up nobody knows any more what it was: where there is any, each path loses what it has. */
function planForget(own: OwnKey, { keys }: SeenLun, up: readonly string[], round: number): OwnPlan {
  if (round > 0 || keys.length === 0) return DONE;
  const command = { kind: "register-ignore", newKey: 0n, ...persisting(own.persist) } as const;
  return stepsOf({ on: "each", devs: up, command });
}

function silentPaths({ paths }: SeenLun): readonly string[] {
  return paths.filter(({ state }) => state === "silent").map(({ dev }) => dev);
}

function stepsOf(...steps: readonly OwnStep[]): OwnPlan {
  return { kind: "steps", steps };
}

function unfinished(wwid: string, what: string): OwnPlan {
  return { kind: "refused", because: diagnoseAny("own-unfinished", wwid, `${what}.`) };
}
