import { failUntilIdentified, sendMessage } from "../../host/device-mapper/map-message.ts";
import { hasNumber } from "../../host/devices/disk-numbers.ts";
import { testPath } from "../../host/devices/test-path.ts";
import { kickAssemble } from "../../host/run/run-directory.ts";
import {
  beginIdentifying,
  endIdentifying,
  isBeingIdentified,
  isSuspectAgain,
} from "../../host/run/suspects.ts";
import type { System } from "../../host/system/system.ts";
import type { Journal } from "../engine/journal.ts";
import type { FailedWatch } from "./failed-watch.ts";
import type { MarginalWatch } from "./marginal-watch.ts";
import { keyOf, registerForUse } from "./register-for-use.ts";
import { tellChanged } from "./siblings-of-target.ts";
import { tellMissing } from "./tell-missing.ts";
import type { WatchedPath } from "./watched-path.ts";

/** What a test has to do with. */
interface Watches {
  readonly watch: FailedWatch;
  readonly marginal: MarginalWatch;
}

/**
 * Tests a path that has failed, and has the kernel use it again where it works and is the LUN that it was. Whether the kernel has
 * been told something new of it. Whatever goes wrong, it returns.
 */
export async function testAndReinstate(
  system: System,
  journal: Journal,
  watches: Watches,
  path: WatchedPath,
): Promise<boolean> {
  try {
    return await test(system, journal, watches, path);
  } catch (reason) {
    journal("error", `the test of ${path.disk.dev} failed: ${reason}`, { kind: "worker-failed" });
    return false;
  }
}

async function test(
  system: System,
  journal: Journal,
  { watch, marginal }: Watches,
  path: WatchedPath,
): Promise<boolean> {
  const { devt, disk } = path;
  beginIdentifying(system, disk.diskseq);
  const result = await testPath(system, disk.dev, path.known);
  tellMissing(system, journal, result);
  if (!hasNumber(system, disk, devt)) return true;
  switch (result.kind) {
    case "down":
    case "silent":
      watch.noteFailedTest(path, result, system.monotonic());
      marginal.failedTest(path);
      return false;
    case "pending":
    case "untested":
      watch.noteFailedTest(path, result, system.monotonic());
      return false;
    case "changed":
      await tellChanged(system, journal, path);
      return true;
    default:
      break;
  }
  // First: where it has left its map while it was in doubt, only the worker brings it back.
  if (isBeingIdentified(system, disk.diskseq)) kickAssemble(system, disk.dev);
  if (!endIdentifying(system, disk.diskseq)) return true;
  if (marginal.isHeldBack(path)) return false;
  const own = await registerForUse(system, path);
  if (own.kind === "failed") {
    const reason = `not registered: ${own.reason}`;
    watch.noteFailedTest(path, { kind: "down", reason }, system.monotonic());
    return false;
  }
  // Registering takes its time, and tells of what has happened meanwhile.
  if (!hasNumber(system, disk, devt) || isSuspectAgain(system, disk.diskseq)) return true;
  if (!(await sendMessage(system, path.wwid, ["reinstate_path", devt]))) {
    watch.refused(path, system.monotonic());
    return false;
  }
  // What the rule's program had to fail in this moment had failed already: the mark was there before its message.
  if (isSuspectAgain(system, disk.diskseq)) {
    await failUntilIdentified(system, path.wwid, devt);
    return true;
  }
  // A command that has changed the key since has left this path out, because it was away.
  if (keyOf(system, path) !== own.key) {
    await sendMessage(system, path.wwid, ["fail_path", devt]);
    return true;
  }
  watch.reinstated(path);
  kickAssemble(system, disk.dev);
  return true;
}
