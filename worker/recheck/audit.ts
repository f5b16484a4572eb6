import { isBetterDisabled } from "../../core/recheck/failback.ts";
import { type MapPaths, pathsOfMaps } from "../../core/recheck/failed-paths.ts";
import { isIdle } from "../../core/recheck/idle-paths.ts";
import type { Asked } from "../../core/recheck/test-turns.ts";
import { readMapPathStates } from "../../host/device-mapper/live-maps.ts";
import { sendMessage } from "../../host/device-mapper/map-message.ts";
import { askingOnce } from "../../host/devices/ana-logs.ts";
import { hasNumber, type NumberedDisk, readDisksByNumber } from "../../host/devices/disk-numbers.ts";
import { isLinkAlive } from "../../host/devices/disks.ts";
import type { PathTest } from "../../host/devices/path-test-result.ts";
import { readRequestCounters } from "../../host/devices/request-counters.ts";
import { targetOf } from "../../host/devices/scsi-place.ts";
import { followTapes } from "../../host/devices/tape-events.ts";
import { testPath } from "../../host/devices/test-path.ts";
import { readRevocation } from "../../host/ownership/ownership.ts";
import { noteFullWwids } from "../../host/registry/full-wwids.ts";
import { readRegistered } from "../../host/registry/registered.ts";
import { readAccessCache } from "../../host/run/access-cache.ts";
import { kickAssemble } from "../../host/run/run-directory.ts";
import { doForAll } from "../../host/system/at-once.ts";
import type { System } from "../../host/system/system.ts";
import { readAttribute } from "../../host/system/text.ts";
import { diagnosticLine, type Journal } from "../engine/journal.ts";
import { auditAccess } from "./audit-access.ts";
import { knowLuns } from "./led-to.ts";
import { tellChanged } from "./siblings-of-target.ts";
import { tellMissing } from "./tell-missing.ts";
import { TestQueue } from "./test-queue.ts";
import { TestSlots } from "./test-slots.ts";

/** For how long it looks whether paths carry something, milliseconds. What one carried before that tells nothing of it now. */
const WINDOW = 2_000;
/** How many LUNs are asked for their access states at the same time. */
const AT_ONCE = 32;

/** After these a path is left as it is: what answers that it is busy or in transition the kernel asks again. */
const FINE: readonly PathTest["kind"][] = ["up", "passive", "pending", "untested"];

interface Audited extends Asked {
  readonly map: string;
  readonly devt: string;
  readonly disk: NumberedDisk;
}

/**
 * Looks whether the paths that carry nothing are alive: a path that dies while nobody uses it tells nobody. First its state in
 * sysfs, which costs nothing; then, where it completes nothing while the audit looks on, one test. One that fails is failed in its
 * map, so that the kernel does not try it first when it is needed, and the recheck looks after it. A last path that has not answered
 * in time may only be slow: failing it would end in an error what the kernel would have waited for. Some at a time; what waits for
 * commands that hang is left to the next audit. Then it asks each registered LUN for its access states; unit attentions, which
 * would have come instead of an answer, have been told to the tests. Of tapes and changers it looks whether their links have to
 * move. A map whose better path group the kernel has disabled is looked at. A list of WWIDs that is full is told of. Returns the exit status.
 */
export async function audit(system: System, journal: Journal): Promise<number> {
  if (readRevocation(system) !== undefined) return 0;
  followTapes(system);
  const maps = pathsOfMaps(await readMapPathStates(system));
  if (maps.length === 0) return 0;
  tellFullWwids(system, journal);
  const disks = readDisksByNumber(system);
  const before = readRequestCounters(system, disks.values());
  await system.sleep(WINDOW);
  const now = readRequestCounters(system, disks.values());
  const idle = maps.flatMap(({ map, wwid, used }) =>
    [...used].flatMap((devt): readonly Audited[] => {
      const disk = disks.get(devt);
      if (disk === undefined || !isIdle(disk.diskseq, before, now)) return [];
      return [{ map, wwid, devt, disk, target: targetOf(system, disk.dev) }];
    }),
  );
  const registered = readRegistered(system);
  const known = knowLuns(system, registered);
  const bad = new Set<string>();
  const isAlone = (path: Audited): boolean => !hasOther(system, path, maps, disks, bad);
  await inTurns(system, idle, async (counted, path) => {
    // Its serial number is asked for where there is a reason: one command more for each idle path would be too many.
    const { page80: _, ...lun } = known(path.wwid, path.disk.dev);
    const test = await testPath(counted, path.disk.dev, lun);
    tellMissing(counted, journal, test);
    if (FINE.includes(test.kind)) return;
    bad.add(path.devt);
    const isUsedOn = isAlone(path) && (test.kind === "silent" || isHeldUp(system, path.disk));
    if (!isUsedOn) await failPath(counted, journal, path, test);
    else if (test.kind === "silent")
      tellDead(journal, path, `${test.reason}; it is the last path, and used on`);
  });
  for (const { wwid, groups, used } of maps) {
    const dev = [...used].flatMap((devt) => disks.get(devt)?.dev ?? [])[0];
    const isDue = isBetterDisabled(registered.get(wwid)?.entry.failback, groups);
    if (isDue && dev !== undefined) kickAssemble(system, dev);
  }
  const heard = readAccessCache(system);
  const once = askingOnce(system);
  await doForAll(
    maps.filter(({ wwid }) => registered.has(wwid)),
    AT_ONCE,
    ({ used }) => {
      const usable = [...used].filter((devt) => !bad.has(devt));
      return auditAccess(
        once,
        heard,
        usable.flatMap((devt) => disks.get(devt)?.dev ?? []),
      );
    },
  );
  return 0;
}

/** Whether the transport holds back what is sent to it, because its link has just gone: it may come back, or be given up. */
function isHeldUp(system: System, { dev }: NumberedDisk): boolean {
  return readAttribute(system, `/sys/block/${dev}/device/state`) === "blocked";
}

/**
 * Whether the map uses another path, whose link is up and which has not failed its test just now. Where there is none, failing this one would help nobody: I/O would end in an
 * error for which the transport still waits.
 */
function hasOther(
  system: System,
  { map, devt }: Audited,
  maps: readonly MapPaths[],
  disks: ReadonlyMap<string, NumberedDisk>,
  bad: ReadonlySet<string>,
): boolean {
  const used = maps.find((one) => one.map === map)?.used ?? [];
  return [...used].some((other) => {
    const dev = other === devt || bad.has(other) ? undefined : disks.get(other)?.dev;
    return dev !== undefined && isLinkAlive(system, dev);
  });
}

/** Fails a path whose test has failed, unless its disk is another one by now, or the host another's. */
async function failPath(system: System, journal: Journal, path: Audited, test: PathTest): Promise<void> {
  const { wwid, devt, disk } = path;
  if (!hasNumber(system, disk, devt) || readRevocation(system) !== undefined) return;
  if (test.kind === "changed") return await tellChanged(system, journal, path);
  await sendMessage(system, wwid, ["fail_path", devt]);
  if ("reason" in test) tellDead(journal, path, test.reason);
}

/** Tests all of them, as many at a time as may be, until none runs and the rest waits for what hangs. */
async function inTurns(
  system: System,
  paths: readonly Audited[],
  test: (system: System, path: Audited) => Promise<void>,
): Promise<void> {
  const slots = new TestSlots(0);
  const left = new TestQueue(paths);
  await new Promise<void>((resolve, reject) => {
    const next = (): void => {
      for (const path of left.take(slots, system.monotonic()))
        void slots.run(system, path, (counted) => test(counted, path)).then(next, reject);
      if (slots.running === 0) resolve();
    };
    next();
  });
}

function tellDead(journal: Journal, { map, wwid, disk: { dev } }: Audited, reason: string): void {
  const text = `${map}: ${dev} died while nothing used it: ${reason}`;
  journal("warning", text, { kind: "path-failed", wwid, map, devs: [dev] });
}

/** The worker leaves it as it is then, run by run. */
function tellFullWwids(system: System, journal: Journal): void {
  const full = noteFullWwids(system);
  if (full !== undefined)
    journal(full.severity, diagnosticLine(full), { kind: "wwids-not-written", code: full.code });
}
