import type { RemoveAnswer } from "../../core/registry/request.ts";
import { allPaths } from "../../core/topology/luns.ts";
import type { Lun } from "../../core/topology/map.ts";
import type { PathFacts } from "../../core/topology/path.ts";
import { LunDisks } from "../../host/devices/lun-disks.ts";
import { forgetLun } from "../../host/registry/registry.ts";
import { unlistWwid } from "../../host/registry/unlist-wwid.ts";
import { forgetRemoved } from "../../host/run/removed-maps.ts";
import type { System } from "../../host/system/system.ts";
import { deleteDisks } from "../../host/uses/delete-disks.ts";
import { openedBy } from "../../host/uses/open-uses.ts";
import { probeUse } from "../../host/uses/probe-use.ts";

/**
 * Deletes the disks of a LUN that has no map any more, unless a program has one open or may have; when none is left, one that has come
 * meanwhile and one that the map would not take included, the LUN is forgotten.
 */
export async function deleteLunDisks(system: System, lun: Lun): Promise<Omit<RemoveAnswer, "deadline">> {
  const { wwid, paths, refused } = lun;
  const opened = await openerOf(system, allPaths(lun));
  if (opened !== undefined) return { result: "open", reason: opened, changed: false, deleted: [] };
  const { deleted, kept } = await deleteDisks(system, paths);
  const answer = { changed: deleted.length > 0, deleted };
  const left = [...new Set([...kept, ...new LunDisks(system, wwid).look()])];
  const known = new Set(allPaths(lun).map(({ dev }) => dev));
  const come = left.filter((dev) => !known.has(dev));
  if (come.length > 0) return { ...answer, result: "open", reason: `${come.join(" ")} came meanwhile` };
  if (left.length > 0) {
    const codes = new Map(refused.map(({ subject, code }) => [subject, ` ${code}`]));
    const told = left.map((dev) => `${dev}${codes.get(dev) ?? ""}`).join(", ");
    return { ...answer, result: "failed", reason: `not deleted: ${told}` };
  }
  if (forgetLun(system, wwid)) await unlistWwid(system, wwid);
  forgetRemoved(system, wwid);
  return { ...answer, result: "done" };
}

/**
 * Who has a disk open, perhaps in passing, or why nobody knows. One that hangs when it is opened is dead, and may go; it keeps
 * no other one from being asked.
 */
async function openerOf(system: System, paths: readonly PathFacts[]): Promise<string | undefined> {
  const each = paths.map((path) => [path]);
  const { busy, openers, silent, hung, isThorough } = await probeUse(system, each);
  const [dev] = busy;
  if (dev !== undefined) return `${dev} is opened exclusively`;
  const [opener] = openers;
  if (opener !== undefined) return openedBy(opener);
  const unasked = [...silent].find((one) => !hung.has(one));
  if (unasked !== undefined) return `nobody knows whether ${unasked} is open`;
  return isThorough ? undefined : "nobody knows what is open in every process";
}
