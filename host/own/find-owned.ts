import type { Judgement } from "../../core/plan/judge.ts";
import type { Machine } from "../../core/plan/machine.ts";
import { mapWwid } from "../../core/topology/luns.ts";
import { findDevice, findRegistered, findUnmapped } from "../devices/find-device.ts";
import { fail } from "../system/failure.ts";
import type { System } from "../system/system.ts";
import type { OwnedLun } from "./own-request.ts";

/** The LUN that a word means, with its registry entry; a failure where there is none, or where pathplug has no part in it. */
export function findOwnedLun(system: System, machine: Machine, judgement: Judgement, what: string): OwnedLun {
  const found = findDevice(system, machine, what) ?? findUnmapped(judgement, what);
  const judged = judgement.luns.find(({ lun }) => lun.paths.some(({ dev }) => dev === found?.dev));
  if (judged === undefined) {
    const isAway = findRegistered(machine, what) !== undefined;
    if (isAway) return fail("failed", "own-no-path", what, "no path of it is there.");
    return fail("failed", "device-not-found", what, `there is no map or LUN ${what}`);
  }
  const { lun, entry } = judged;
  if (machine.owner !== "pathplug")
    fail("failed", "not-owner", "host", `/etc/pathplug/owner says ${machine.owner}`);
  if (entry === undefined || entry.laterFormat !== undefined)
    return fail("failed", "own-no-map", lun.wwid, "the registry has no entry of it that can be written.");
  const live = machine.liveMaps.find((map) => mapWwid(map) === lun.wwid);
  const files = [...machine.registry].flatMap(([name, one]) => (one.wwid === entry.wwid ? name : []));
  return { lun, entry, files, ...(live === undefined ? {} : { live }) };
}
