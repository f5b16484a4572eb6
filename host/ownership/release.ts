import { triggerDisk } from "../devices/scsi-disk.ts";
import { underLock, WORKER_PATIENCE } from "../run/lock.ts";
import { ARMED, DISARMED_BY_FAILURE } from "../run/run-directory.ts";
import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";
import { forgetPaths } from "./disable.ts";
import { writeOwner } from "./enable.ts";
import type { Handover } from "./handover-note.ts";
import { OWNER_FILE, renderOwnership } from "./ownership.ts";
import { undoHandover } from "./undo-handover.ts";

/**
 * Gives a host back to multipathd while its maps are in use: the maps stay as they are, the owner file says multipathd, nothing is claimed
 * any more, and what `adopt` has changed is undone. udev then looks again at the paths, so that multipath-tools' rule has them, and
 * multipathd finds the maps by their UUIDs. Killed before the owner file is written it has changed nothing; after that, a second call goes
 * on. Returns the units that could not be started.
 */
export async function performRelease(
  system: System,
  handover: Handover,
  devs: readonly string[],
): Promise<readonly string[]> {
  const ran = await underLock(system, WORKER_PATIENCE, async () => {
    writeOwner(system, renderOwnership({ owner: "multipathd", mode: "known" }));
    // First, or a run that works again would arm the host once more.
    system.unlink(DISARMED_BY_FAILURE);
    system.unlink(ARMED);
    forgetPaths(system);
  });
  if (ran === undefined) fail("tryAgain", "assemble-running", "host", "the host's lock was not free in time");
  if (system.exists(ARMED))
    fail("failed", "write-failed", ARMED, `${ARMED} could not be removed; ${OWNER_FILE} says multipathd`);
  // With the rules in force again, and before multipathd looks at the disks.
  return await undoHandover(system, handover, () => {
    for (const dev of devs) triggerDisk(system, dev);
  });
}
