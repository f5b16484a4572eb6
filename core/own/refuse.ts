import { diagnoseAny } from "../diagnostic/all-codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { OwnRequest } from "./plan-own.ts";
import { keyText, type OwnKey } from "./reservation-key.ts";
import { isForAll, isOurs, registeredPaths, type SeenLun } from "./seen.ts";

/** Why nothing is done for a request; absent where it can be. */
export function refuseRequest(
  wwid: string,
  request: OwnRequest,
  seen: SeenLun,
  before: OwnKey | undefined,
): Diagnostic | undefined {
  if (seen.paths.every(({ state }) => state !== "up"))
    return diagnoseAny("own-no-path", wwid, "none of its paths answers.");
  if (request.verb === "register") return refuseKey(wwid, request.own.key, seen, before, request.force);
  if (isUndone(request, seen, before)) return undefined;
  if (before === undefined || before.key === 0n)
    return diagnoseAny("own-no-key", wwid, "this host has no key for it.");
  if (request.verb === "unregister" || request.verb === "release") {
    if (seen.reservation === undefined || request.verb === "unregister") return undefined;
    return isOurs(seen, before.key) ? refuseUnregistered(wwid, seen, before.key) : foreign(wwid, seen);
  }
  return (
    refuseUnregistered(wwid, seen, before.key, request.verb === "reserve") ??
    refuseByState(wwid, request, seen, before.key)
  );
}

/** Whether there is nothing to be given up, or not any more: whoever asks again need not have a key. */
function isUndone({ verb }: OwnRequest, seen: SeenLun, before: OwnKey | undefined): boolean {
  if (verb === "unregister") return before === undefined || before.key === 0n;
  return verb === "clear" && seen.keys.length === 0 && seen.reservation === undefined;
}

function refuseKey(
  wwid: string,
  key: bigint,
  seen: SeenLun,
  before: OwnKey | undefined,
  force: boolean,
): Diagnostic | undefined {
  if (key === 0n) return diagnoseAny("own-key-unfit", wwid, "0 is no key: it takes a registration away.");
  // Who shares a key is preempted together, so neither host can fence the other.
  if (before?.key === key || force || !seen.keys.includes(key)) return undefined;
  return diagnoseAny(
    "own-key-taken",
    wwid,
    `${keyText(key)} is registered already, and not known as this host's.`,
  );
}

/** One path has to be registered to say anything; all of them before a reservation, or I/O on the others would fail. */
function refuseUnregistered(
  wwid: string,
  seen: SeenLun,
  key: bigint,
  wantsAll = false,
): Diagnostic | undefined {
  const registered = registeredPaths(seen, key);
  const up = seen.paths.filter(({ state }) => state === "up");
  const missing = up.filter(({ dev }) => registered.get(dev) === "no");
  if (missing.length === 0 || (!wantsAll && missing.length < up.length)) return undefined;
  return diagnoseAny(
    "own-not-registered",
    wwid,
    `not registered: ${missing.map(({ dev }) => dev).join(" ")}.`,
  );
}

function refuseByState(
  wwid: string,
  request: OwnRequest,
  seen: SeenLun,
  key: bigint,
): Diagnostic | undefined {
  const { reservation } = seen;
  if (request.verb === "reserve" && reservation !== undefined) {
    if (!isOurs(seen, key)) return foreign(wwid, seen);
    if (reservation.type !== request.type)
      return diagnoseAny(
        "own-type-differs",
        wwid,
        `it is reserved as ${reservation.type ?? "an unknown type"}.`,
      );
  }
  if (request.verb !== "preempt") return undefined;
  if (request.victim === key)
    return diagnoseAny(
      "own-key-unfit",
      wwid,
      "preempting its own key would take it from this host's other paths.",
    );
  if (request.victim === 0n)
    return diagnoseAny("own-key-unfit", wwid, "0 is no key: nobody can have registered it.");
  return undefined;
}

function foreign(wwid: string, { reservation }: SeenLun): Diagnostic {
  const isAll = reservation !== undefined && isForAll(reservation);
  const holder = isAll ? "other registrants" : keyText(reservation?.key ?? 0n);
  return diagnoseAny(
    "own-reserved",
    wwid,
    `it is reserved by ${holder} as ${reservation?.type ?? "an unknown type"}.`,
  );
}
