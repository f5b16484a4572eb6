import type { RemoveAnswer } from "../../core/registry/request.ts";
import { readMapState } from "../device-mapper/map-state.ts";
import { LunDisks } from "../devices/lun-disks.ts";
import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";
import { requireArmed } from "./ensure-map.ts";
import { callService } from "./request-call.ts";

/** How long a map may be open that nothing is mounted from, milliseconds: udev's programs open it in passing. */
const OPEN_PATIENCE = 5_000;
const BETWEEN_TRIES = 500;

/**
 * Has the host's service remove the map of a LUN, and its disks where asked. Whoever uses either keeps them. Where there is
 * neither map nor disk nobody is asked: then it works on any host. Returns what was done.
 */
export async function removeByRequest(
  system: System,
  wwid: string,
  deletePaths: boolean,
  timeoutMs: number,
): Promise<Pick<RemoveAnswer, "changed" | "deleted">> {
  const disks = new LunDisks(system, wwid, "any");
  const isThere = readMapState(system, wwid) !== undefined || disks.look().length > 0;
  if (!isThere) return { changed: false, deleted: [] };
  requireArmed(system);
  const began = system.monotonic();
  const end = began + timeoutMs;
  let before: Pick<RemoveAnswer, "changed" | "deleted"> = { changed: false, deleted: [] };
  for (;;) {
    const answer = await callService(system, { verb: "remove", wwid, deletePaths }, end);
    if (answer === "unanswered")
      fail("tryAgain", "request-unanswered", wwid, `no answer came in ${timeoutMs / 1_000} s`);
    if (answer === "taken-back")
      fail(
        "tryAgain",
        "request-unanswered",
        wwid,
        "the request is gone and has no answer: `pathplug ensure` takes it back, or the clock was set",
      );
    const { result, reason = "no reason was given" } = answer;
    const { changed, deleted } = answer;
    before = { changed: before.changed || changed, deleted: [...before.deleted, ...deleted] };
    if (result === "done") return before;
    const now = system.monotonic();
    const isOver = now - began >= OPEN_PATIENCE || now >= end;
    if (result === "in-use" || (result === "open" && isOver)) fail("inUse", "map-in-use", wwid, reason);
    if (result !== "open") fail("failed", "action-failed", wwid, reason);
    await system.sleep(BETWEEN_TRIES);
  }
}
