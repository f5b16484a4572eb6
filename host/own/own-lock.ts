import { withHostLock } from "../requests/host-lock.ts";
import { makeRunDirectories } from "../run/run-directory.ts";
import type { System } from "../system/system.ts";
import { ownLock } from "./register-apart.ts";

/** Does something while no path of a LUN is registered, by the worker or by the recheck. */
export async function withOwnLock<T>(system: System, wwid: string, work: () => Promise<T>): Promise<T> {
  makeRunDirectories(system);
  return await withHostLock(work, ownLock(wwid));
}
