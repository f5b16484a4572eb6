import type { Registrant } from "../decode/full-status.ts";
import type { Reservation } from "../decode/persistent-reservations.ts";

/** One path of a LUN, as it answered. */
export interface SeenPath {
  readonly dev: string;
  /** `away`: the kernel has given it up, or its disk is not running; it is asked nothing. `silent`: it gave no answer. */
  readonly state: "up" | "away" | "silent";
  /** Why it is not up. */
  readonly reason?: string;
  /** Relative target port identifier (VPD 83). */
  readonly relativePort?: number;
}

/** Who owns a LUN, as its paths told. */
export interface SeenLun {
  readonly paths: readonly SeenPath[];
  /** Every registered key, one for each I_T nexus. */
  readonly keys: readonly bigint[];
  readonly generation: number;
  /** Absent where none is held. */
  readonly reservation?: Reservation;
  /** Absent where the LUN does not tell who has registered what. */
  readonly registrants?: readonly Registrant[];
  /** Whether the initiator port that holds the reservation is no port of this host, whatever its key is. */
  readonly isHeldElsewhere?: boolean;
}

/** Whether a path is registered with a key; `unknown` where the LUN does not tell its paths apart. */
export type IsRegistered = "yes" | "no" | "unknown";

/**
 * Which paths are registered with a key. No command tells it of one path. Where the LUN names the target port of each
 * registration, those at one port are compared with this host's paths to it; else all of them with all paths. As many as
 * there are paths: all have it. None: none has. What is between is not known: another host may have the same key.
 */
export function registeredPaths(
  { paths, keys, registrants }: SeenLun,
  key: bigint,
): ReadonlyMap<string, IsRegistered> {
  const total = keys.filter((one) => one === key).length;
  const known = paths.map((path): readonly [string, IsRegistered] => {
    const port = path.relativePort;
    if (registrants === undefined || port === undefined)
      return [path.dev, total === 0 ? "no" : total >= paths.length ? "yes" : "unknown"];
    const there = registrants.filter(
      (one) => one.key === key && (one.relativePort === undefined || one.relativePort === port),
    ).length;
    const ours = paths.filter(({ relativePort }) => relativePort === port).length;
    return [path.dev, there === 0 ? "no" : there >= ours ? "yes" : "unknown"];
  });
  return new Map(known);
}

/** How many registrations of a key there are beyond those that this host's paths can have. */
export function surplusOf({ paths, keys }: SeenLun, key: bigint): number {
  return Math.max(0, keys.filter((one) => one === key).length - paths.length);
}

/** Whether the reservation is this host's: by its key, or as one of all registrants. */
export function isOurs({ reservation, keys, isHeldElsewhere }: SeenLun, key: bigint): boolean {
  if (reservation === undefined) return false;
  return isForAll(reservation) ? keys.includes(key) : reservation.key === key && isHeldElsewhere !== true;
}

/** Whether every registrant holds it (SPC-6 5.14.10): nobody has to be the holder to release it. */
export function isForAll({ type }: Reservation): boolean {
  return type === "write-exclusive-all-registrants" || type === "exclusive-access-all-registrants";
}
