import { registerApart } from "../../host/own/register-apart.ts";
import { readRegisteredLun } from "../../host/registry/registered.ts";
import type { System } from "../../host/system/system.ts";
import type { WatchedPath } from "./watched-path.ts";

/** The key of a path's LUN, as the registry has it now; absent where this host does not own it. */
export function keyOf(system: System, { wwid, known }: WatchedPath): string | undefined {
  return readRegisteredLun(system, wwid, known.keys)?.entry.reservationKey;
}

/** How often a key may change while a path is registered with it. */
const TRIES = 3;

/** Whether a path may be used: `ready` with the key that it was registered with, if its LUN has one. */
export type ReadyForUse =
  | { readonly kind: "ready"; readonly key: string | undefined }
  | { readonly kind: "failed"; readonly reason: string };

/**
 * Registers a path before the kernel uses it again. A command may change the key of the LUN meanwhile, for which the path is
 * away still: then it is registered with the new one.
 */
export async function registerForUse(system: System, path: WatchedPath): Promise<ReadyForUse> {
  const { dev } = path.disk;
  let key = keyOf(system, path);
  for (let tries = 0; tries < TRIES; tries++) {
    if (key === undefined) return { kind: "ready", key };
    const reason = (await registerApart(system, path.wwid, key, [dev]))(dev);
    if (reason !== "" && reason !== "lost") return { kind: "failed", reason };
    const registered = key;
    key = keyOf(system, path);
    if (key === registered) return { kind: "ready", key };
  }
  return { kind: "failed", reason: "its key keeps changing" };
}
