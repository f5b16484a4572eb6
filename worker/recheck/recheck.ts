import { nextTest, TICK } from "../../core/recheck/test-times.ts";
import { sendMessage } from "../../host/device-mapper/map-message.ts";
import { areAllDisks, readDisksByNumber } from "../../host/devices/disk-numbers.ts";
import { isLinkAlive } from "../../host/devices/disks.ts";
import { forgetIdentified, hasIdentified } from "../../host/run/identified-disks.ts";
import { finishRecheck, takeRechecks, unfinishedRechecks } from "../../host/run/recheck-markers.ts";
import { makeRunDirectories } from "../../host/run/run-directory.ts";
import { doForAll } from "../../host/system/at-once.ts";
import type { System } from "../../host/system/system.ts";
import type { Journal } from "../engine/journal.ts";
import { Errands } from "./errands.ts";
import { FailbackWatch } from "./failback-watch.ts";
import { FailedWatch } from "./failed-watch.ts";
import type { Watches } from "./look-at-maps.ts";
import { MapLooks } from "./map-looks.ts";
import { MarginalWatch } from "./marginal-watch.ts";
import { RetryCountdown } from "./no-path-retry.ts";
import { SuspectWatch } from "./suspects.ts";
import { testAndReinstate } from "./test-and-reinstate.ts";
import { TestSlots } from "./test-slots.ts";
import { UnreadyMaps } from "./unready-maps.ts";

/** How long it stays when all paths are up, milliseconds: one that fails again so soon has not come back. */
const CALM = 5_000;

/** How long it stays while udev has events to process, and a map that udev takes for not ready, milliseconds. */
const UDEV_PATIENCE = 60_000;

/** How many maps are told at the same time: each is a process with two pipes, and a process may have 1,024 files open. */
const CHANGES_AT_ONCE = 32;

/** The marker that a link has changed: whatever has failed is tested at once. */
const TRANSPORT = "transport";

/**
 * Looks after the paths that have failed until each is up again or gone: nothing in the kernel does. Each is tested by
 * itself and in its own time, so one that hangs holds up no other, and some at a time; one that works is reinstated, and the worker
 * looks at its LUN, whose access states may be others now. While the kernel does not tell of its maps, all times go on. Ends when
 * nothing has failed for a while. Returns the exit status.
 */
export async function recheck(system: System, journal: Journal): Promise<number> {
  makeRunDirectories(system);
  const slots = new TestSlots(1);
  const errands = new Errands(slots);
  const watch = new FailedWatch(journal);
  const countdown = new RetryCountdown(journal);
  const failback = new FailbackWatch(system, journal);
  const marginal = new MarginalWatch(system, journal);
  const suspects = new SuspectWatch(system, journal, errands);
  const watches = { watch, countdown, failback, marginal, suspects, errands };
  const looks = new MapLooks(system, journal, watches);
  const unready = new UnreadyMaps(system);
  const tested: Tested = { slots, watches, looks, isOver: false };
  let left = unfinishedRechecks(system);
  let calmSince = system.monotonic();
  for (;;) {
    const news = [...left, ...takeRechecks(system)];
    left = [];
    const now = system.monotonic();
    const looked = await looks.look(news, now);
    if (looked === "revoked") break;
    if (news.includes(TRANSPORT)) watch.hurry();
    watch.hurryLinks(now, (dev) => isLinkAlive(system, dev));
    const isCalm = !looks.isUnknown && Object.values(watches).every(({ isEmpty }) => isEmpty);
    if (!isCalm) calmSince = now;
    else if (now - calmSince >= CALM) {
      const found = await unready.wake();
      if (found === "none" || (found === "unknown" && now - calmSince >= UDEV_PATIENCE)) break;
      if (found === "woken") [looks.isDue, calmSince] = [true, now];
    }
    watch.findDue(now, nextTest);
    beginTests(system, journal, tested);
    if (await changeQueueing(system, countdown, now, looked === "looked")) looks.isDue = true;
    await system.sleep(TICK);
  }
  tested.isOver = true;
  forgetGoneDisks(system);
  finishRecheck(system);
  return 0;
}

/** What was noted of disks that are gone is of no use: a diskseq is never given twice. Mostly nothing was noted. */
function forgetGoneDisks(system: System): void {
  if (!hasIdentified(system)) return;
  const disks = readDisksByNumber(system);
  if (areAllDisks(system, disks))
    forgetIdentified(system, new Set([...disks.values()].map(({ diskseq }) => diskseq)));
}

interface Tested {
  readonly slots: TestSlots;
  readonly watches: Watches;
  readonly looks: MapLooks;
  /** Whether the recheck has ended: nothing more begins. */
  isOver: boolean;
}

/** Begins what is due, as far as there is room, and with the end of each test more of it. */
function beginTests(system: System, journal: Journal, tested: Tested): void {
  const { slots, watches, looks } = tested;
  if (tested.isOver) return;
  const ended = (hasChanged: boolean): void => {
    looks.isDue ||= hasChanged;
    beginTests(system, journal, tested);
  };
  const failed = (reason: unknown): void => {
    journal("error", `a path could not be asked: ${reason}`, { kind: "worker-failed" });
  };
  watches.errands.begin(system, ended, failed);
  const now = system.monotonic();
  for (const path of watches.watch.takeDue(now, slots)) {
    const test = (counted: System) => testAndReinstate(counted, journal, watches, path);
    const over = (hasChanged: boolean): void => {
      watches.watch.tested(path, hasChanged);
      ended(hasChanged);
    };
    void slots.run(system, path, test).then(over, () => over(false));
  }
}

/**
 * Ends or begins the queueing of maps where that is due, of many at the same time. A map may have got a path since it was looked
 * at: nothing is done but right after a look. Returns whether one is due for that.
 */
async function changeQueueing(
  system: System,
  countdown: RetryCountdown,
  now: number,
  isFresh: boolean,
): Promise<boolean> {
  const due = countdown.due(now);
  if (!isFresh) return due.length > 0;
  await doForAll(due, CHANGES_AT_ONCE, async (change) => {
    const isTaken = await sendMessage(system, change.wwid, [change.message]);
    if (isTaken) countdown.done(change);
    else countdown.refused(change, system.monotonic());
  });
  return false;
}
