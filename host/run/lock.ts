import { fail } from "../system/failure.ts";
import type { SpawnResult, System } from "../system/system.ts";
import { RUN } from "./run-directory.ts";

/** Held while a worker runs, and by whoever changes a map by hand. */
export const LOCK = `${RUN}/lock`;

/** What flock(1) is told to end with where it does not get the lock. */
const CONFLICT = 75;

/** Whether somebody holds the host's lock at this moment. */
export async function isLockHeld(system: System): Promise<boolean> {
  if (!system.exists(LOCK)) return false;
  const argv = ["flock", "--nonblock", "--conflict-exit-code", `${CONFLICT}`, LOCK, "true"] as const;
  const { status, timedOut } = await system.spawn(argv, { timeoutMs: 10_000 });
  return timedOut || status === CONFLICT;
}

/** How long what is done under the lock may take at the very most, milliseconds. */
const LONGEST = 3_600_000;
/** How long a worker that runs already may take to end, seconds: for whoever waits for the lock to change hands with the host. */
export const WORKER_PATIENCE = 120;
/** How often it is looked whether the lock is ours, milliseconds. */
const LOOK = 50;

/** Holds the lock, which whoever started it sees by the file, for as long as that file and that process are there. */
const HOLDER = ': >"$1" && while [ -e "$1" ] && [ -e "/proc/$2" ]; do sleep 0.1 || sleep 1; done; rm -f "$1"';

/**
 * Does something under the host's lock, which is waited for so many seconds; absent where it was not free in time. No run of the worker
 * goes on beside it. A child has the lock: neither engine can lock a file. It ends with this process, however that ends.
 */
export async function underLock<T>(
  system: System,
  patience: number,
  work: () => Promise<T>,
): Promise<{ readonly done: T } | undefined> {
  if (!system.exists(RUN)) system.makeDirectory(RUN);
  const pid = system.readLink("/proc/self") ?? "";
  const sign = `${RUN}/lock-held-by-${pid}`;
  const wait = ["--timeout", `${patience}`, "--conflict-exit-code", `${CONFLICT}`];
  const argv = ["flock", ...wait, LOCK, "sh", "-c", HOLDER, "holder", sign, pid] as const;
  // Of one that was killed with its child, long ago.
  if (system.exists(sign)) system.unlink(sign);
  let ended: SpawnResult | undefined;
  const holder = system.spawn(argv, { timeoutMs: LONGEST }).then((ran) => {
    ended = ran;
  });
  while (ended === undefined && !system.exists(sign)) await system.sleep(LOOK);
  if (ended?.status === CONFLICT) return undefined;
  if (ended !== undefined) fail("failed", "program-failed", "flock", `flock: ${ended.stderr.trim()}`);
  try {
    return { done: await work() };
  } finally {
    system.unlink(sign);
    await holder;
  }
}
