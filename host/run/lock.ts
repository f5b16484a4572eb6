import type { System } from "../system/system.ts";
import { RUN } from "./run-directory.ts";

/** Held while a worker runs, and by whoever changes a map by hand. */
export const LOCK = `${RUN}/lock`;

/** What flock(1) is told to end with where it does not get the lock. */
const CONFLICT = 75;

/** Whether somebody holds the host's lock, and goes on holding it for so many seconds. */
export async function isLockHeld(system: System, patience = 0): Promise<boolean> {
  if (!system.exists(LOCK)) return false;
  const wait = patience === 0 ? ["--nonblock"] : ["--timeout", `${patience}`];
  const argv = ["flock", ...wait, "--conflict-exit-code", `${CONFLICT}`, LOCK, "true"] as const;
  const { status, timedOut } = await system.spawn(argv, { timeoutMs: (patience + 10) * 1_000 });
  return timedOut || status === CONFLICT;
}
