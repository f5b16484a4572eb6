import type { Untrusted } from "../bytes/untrusted.ts";
import { keyText, type OwnKey } from "../own/reservation-key.ts";
import { type IsRegistered, isForAll, isOurs, registeredPaths, type SeenLun } from "../own/seen.ts";

/** Who owns a LUN, as programs read it; keys are texts, for JSON has no numbers of 64 bits. */
export interface OwnReport {
  /** Name of the map; absent where none stands. */
  readonly map?: string;
  readonly wwid: string;
  /** Key of this host; absent where it has none. */
  readonly key?: string;
  /** Whether this host's registrations are made to survive a loss of power. */
  readonly persist?: boolean;
  /** Paths that come back lose the key they may have. */
  readonly forgetting?: boolean;
  readonly generation: number;
  /** Absent where none is held; `holder` is absent where all registrants hold it. */
  readonly reservation?: { readonly type: string; readonly holder?: string; readonly ours: boolean };
  readonly paths: readonly OwnPathReport[];
  /** Keys of others, and how often each is registered. */
  readonly others: readonly {
    readonly key: string;
    readonly count: number;
    /** Initiator ports that have registered it, where the LUN tells them. */
    readonly initiators: readonly Untrusted[];
  }[];
}

export interface OwnPathReport {
  readonly dev: string;
  readonly state: "up" | "away" | "silent";
  readonly reason?: string;
  readonly relativePort?: number;
  /** With this host's key; absent where it has none. */
  readonly registered?: IsRegistered;
}

export function reportOwn(
  { wwid, map }: { readonly wwid: string; readonly map?: string },
  own: OwnKey | undefined,
  seen: SeenLun,
): OwnReport {
  const key = own === undefined || own.key === 0n ? undefined : own.key;
  const registered = key === undefined ? undefined : registeredPaths(seen, key);
  const { reservation } = seen;
  return {
    ...(map === undefined ? {} : { map }),
    wwid,
    ...(key === undefined ? {} : { key: keyText(key) }),
    ...(own?.persist === true ? { persist: true } : {}),
    ...(own?.key === 0n ? { forgetting: true } : {}),
    generation: seen.generation,
    ...(reservation === undefined
      ? {}
      : {
          reservation: {
            type: reservation.type ?? "reserved",
            ...(isForAll(reservation) ? {} : { holder: keyText(reservation.key) }),
            ours: key !== undefined && isOurs(seen, key),
          },
        }),
    paths: seen.paths.map((path) => {
      const is = registered?.get(path.dev);
      return is === undefined ? path : { ...path, registered: is };
    }),
    others: othersOf(seen, key),
  };
}

function othersOf({ keys, registrants }: SeenLun, own: bigint | undefined): OwnReport["others"] {
  const others = [...new Set(keys)].filter((key) => key !== own).sort((a, b) => (a < b ? -1 : 1));
  return others.map((key) => ({
    key: keyText(key),
    count: keys.filter((one) => one === key).length,
    initiators: [
      ...new Set((registrants ?? []).flatMap((one) => (one.key === key ? one.initiator : []))),
    ].sort(),
  }));
}
