import { diagnose } from "../../core/diagnostic/codes.ts";
import { isAwaited, noteLate } from "../../core/registry/expected-paths.ts";
import { isUdevIdle } from "../../host/devices/udev-database.ts";
import { type KnownLun, KnownLuns } from "../../host/registry/known-luns.ts";
import { leaveLateNote } from "../../host/registry/late-notes.ts";
import { ARMED, hasMarkers, unfinishedMarkers } from "../../host/run/run-directory.ts";
import type { System } from "../../host/system/system.ts";
import { startUnit } from "../../host/system/systemd.ts";
import { diagnosticLine, type Journal } from "../engine/journal.ts";

/** How long a boot is held up at the very most, milliseconds, unless the unit says otherwise; its time-out is longer. */
const LONGEST = 60_000;
/** How long nothing may have happened before LUNs that have paths and no map are given up, milliseconds. */
const QUIET = 2_000;
/** How long nothing may have happened before LUNs without any path are given up: an adapter may be logging in. */
const CHANCE = 10_000;
/** How often it is looked, milliseconds. */
const POLL = 250;
/** Most LUNs that one line names. */
const NAMED = 8;

/**
 * Waits at boot until the known LUNs have their maps, with links and all: for those that have paths while anything is
 * under way, for those without a path a short while longer, unless they were absent at the last two boots. It needs no
 * lock, so it looks on while the worker runs, and starts no program until it ends. Returns the exit status.
 */
export async function waitForKnown(system: System, journal: Journal, longest = LONGEST): Promise<number> {
  const known = new KnownLuns(system);
  if (known.all.length === 0 || !system.exists(ARMED)) return 0;
  const began = system.monotonic();
  let settledAt: number | undefined;
  for (;;) {
    known.look();
    const now = system.monotonic();
    settledAt = isSettled(system) ? (settledAt ?? now) : undefined;
    const quiet = settledAt === undefined ? 0 : now - settledAt;
    const isOver = now - began >= longest || !known.all.some((lun) => isWaitedFor(lun, quiet));
    if (isOver) break;
    await system.sleep(POLL);
  }
  sayMissing(known, journal);
  await leaveNotes(system, known);
  return 0;
}

/** Neither udev nor the worker has anything to do. */
function isSettled(system: System): boolean {
  return isUdevIdle(system) && !hasMarkers(system) && unfinishedMarkers(system).length === 0;
}

function isWaitedFor({ entry, hasPath, hasMap }: KnownLun, quiet: number): boolean {
  if (hasMap) return false;
  return hasPath ? quiet < QUIET : isAwaited(entry) && quiet < CHANCE;
}

/** One line for each reason; what is absent for good is not said at each boot. */
function sayMissing({ all }: KnownLuns, journal: Journal): void {
  const missing = all.filter(({ hasMap }) => !hasMap);
  const absent = missing.filter(({ hasPath, entry }) => !hasPath && isAwaited(entry));
  const unmapped = missing.filter(({ hasPath }) => hasPath);
  const say = (luns: readonly KnownLun[], what: string): void => {
    if (luns.length === 0) return;
    const names = luns.slice(0, NAMED).map(({ entry }) => entry.wwid);
    const more = luns.length > NAMED ? ` and ${luns.length - NAMED} more` : "";
    const message = `The boot goes on without known LUNs that ${what}: ${names.join(" ")}${more}.`;
    const late = diagnose("lun-not-ready", "host", message);
    journal("warning", diagnosticLine(late), { kind: "not-ready", code: late.code });
  };
  say(absent, "have no path");
  say(unmapped, "have paths and no map");
}

/** Leaves word of who was late and who is no longer, for whoever may write the registry. */
async function leaveNotes(system: System, { all }: KnownLuns): Promise<void> {
  const changed = all.filter(
    ({ entry, hasPath, hasMap }) => noteLate(entry, !hasPath && !hasMap).late !== entry.late,
  );
  for (const { key, hasPath, hasMap } of changed) leaveLateNote(system, key, !hasPath && !hasMap);
  if (changed.length > 0) await startUnit(system, REMEMBER);
}

/** Writes the registry where this could not be done; waits for file systems by itself. */
export const REMEMBER = "pathplug-remember.service";
