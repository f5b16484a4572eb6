import type { LeftMark } from "../../core/claim/left-mark.ts";
import { registryKeys } from "../../core/identify/registry-key.ts";
import type { Judgement } from "../../core/plan/judge.ts";
import type { PathFacts } from "../../core/topology/path.ts";
import { markInUse } from "../../host/run/in-use-markers.ts";
import type { System } from "../../host/system/system.ts";
import type { Run } from "./run.ts";

/** How long a second path is waited for in mode `smart`, milliseconds: of hardware that a profile knows, and of any other. */
const KNOWN = 10_000;
const UNKNOWN = 1_000;

/**
 * LUNs of which one path is kept from the system while a second one may come, each with when it is looked at again. One whose
 * time is over is marked: the look that follows at once gives it back.
 */
export function awaitSecondPaths(
  { system, smartSince }: Run,
  { luns }: Judgement,
): ReadonlyMap<string, number> {
  const now = system.monotonic();
  const waits = new Map<string, number>();
  for (const { lun, reason, match } of luns) {
    if (reason !== "smart") {
      smartSince.delete(lun.wwid);
      continue;
    }
    const since = smartSince.get(lun.wwid) ?? now;
    smartSince.set(lun.wwid, since);
    const until = since + (match.profile === undefined ? UNKNOWN : KNOWN);
    if (now >= until) markLun(system, lun.paths, { reason: "given-back" });
    waits.set(lun.wwid, until);
  }
  return waits;
}

/** Marks a LUN that is to be given back; what leaves it (`leaveUsed`) marks its disks, and has udev look again. */
export function markLun(system: System, paths: readonly PathFacts[], mark: LeftMark): void {
  for (const { identity } of paths) markInUse(system, undefined, registryKeys(identity), mark);
}
