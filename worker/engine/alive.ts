import type { Engine } from "./engine.ts";

/** How often systemd is told that the run goes on, milliseconds. */
const INTERVAL = 10_000;
/** How long it may then be silent: TimeoutStartSec= of the unit, microseconds as sd_notify(3) wants them. */
const PATIENCE = 45_000_000;
/** After so long nothing is told any more, milliseconds: each wait of a run has its end, and they do not add up to this. */
const LONGEST_RUN = 600_000;

/**
 * Tells systemd now and then that the run goes on, so that the unit's time-out can be short: who does not answer for so
 * long hangs, in the kernel or in a loop without end. Only what lasts tells anything; a run by hand has no time-out.
 */
export async function reportAlive({ system, environment }: Engine): Promise<void> {
  if (environment("NOTIFY_SOCKET") === undefined) return;
  const end = system.monotonic() + LONGEST_RUN;
  while (system.monotonic() < end) {
    await system.sleep(INTERVAL);
    await system.spawn(["systemd-notify", `EXTEND_TIMEOUT_USEC=${PATIENCE}`], { timeoutMs: INTERVAL });
  }
}
