import { type Judgement, judgeMachine } from "../../core/plan/judge.ts";
import type { Machine } from "../../core/plan/machine.ts";
import type { RemoveAnswer, RemoveRequest } from "../../core/registry/request.ts";
import { allPaths, mapWwid } from "../../core/topology/luns.ts";
import type { LiveMap, Lun } from "../../core/topology/map.ts";
import { sendMessage } from "../../host/device-mapper/map-message.ts";
import { performChange } from "../../host/device-mapper/perform-action.ts";
import { releaseUnnamedCookies } from "../../host/device-mapper/udev-cookies.ts";
import { readPartitions } from "../../host/devices/dm-devices.ts";
import { LunDisks } from "../../host/devices/lun-disks.ts";
import { readMachine } from "../../host/machine.ts";
import { isBeingRemoved, noteKept, noteRemoved, readmitRemoved } from "../../host/run/removed-maps.ts";
import { unmarkShrunk } from "../../host/run/shrunk-maps.ts";
import type { System } from "../../host/system/system.ts";
import { readHostUse, readUse } from "../../host/uses/in-use.ts";
import { openedBy } from "../../host/uses/open-uses.ts";
import { probeUse } from "../../host/uses/probe-use.ts";
import { diskseqsOfLun } from "../assemble/leave-removed.ts";
import type { Run } from "../assemble/run.ts";
import { deleteLunDisks } from "./delete-lun-disks.ts";

type Answer = Omit<RemoveAnswer, "deadline">;

/** A map that is to be removed, or its LUN that has none. */
interface Removal {
  readonly lun: Lun;
  readonly live?: LiveMap;
}

/**
 * Removes the map of a LUN with the partitions that kpartx made on it, and, where asked, the LUN's disks after it, so that
 * another LUN in their place meets none of them; the LUN is then forgotten. Done also when there is nothing to do.
 * 1 nobody uses map, partitions or disks, those included that the map would not take · 2 without a path it queues no more,
 * unless a process has it open · 3 written down, so that no run makes it again · 4 the map goes · 5 the disks go, unless a
 * program has one open, and none is left.
 */
export async function removeMap(
  { system, profiles, journal }: Pick<Run, "system" | "profiles" | "journal">,
  { wwid, deletePaths }: RemoveRequest,
  isAsked: () => boolean = () => true,
): Promise<Answer> {
  const machine = await readMachine(system, { strict: true });
  const { luns } = judgeMachine(machine, profiles);
  const known = luns.find(({ lun }) => lun.wwid === wwid)?.lun;
  const lun = known ?? { wwid, wwidReason: "", paths: [], refused: [], refusedPaths: [] };
  const live = machine.liveMaps.find((map) => mapWwid(map) === wwid);
  const removal: Removal = { lun, ...(live === undefined ? {} : { live }) };
  const use = usedBy(system, machine, removal, deletePaths);
  if (use !== undefined) return refused("in-use", use);
  const other = known === undefined && live === undefined ? otherSpelling(system, wwid, luns) : undefined;
  if (other !== undefined) return refused("failed", other);
  const devs = lun.paths.map(({ dev }) => dev);
  if (live !== undefined) {
    const refusal = await removeLive(system, machine, live, lun, isAsked);
    if (refusal !== undefined) return refusal;
    journal("note", `removed ${live.name}: ${REASON}`, { kind: "removed", wwid, map: live.name, devs });
  } else if (lun.paths.length + lun.refusedPaths.length > 0) {
    const seqs = diskseqsOfLun(machine, lun);
    const wasRemoved = isBeingRemoved(system, wwid);
    noteRemoved(system, wwid, seqs);
    if (!isAsked()) {
      // Who has only waited too long wants no map back. Nothing was sent to its disks while they had none.
      if (!wasRemoved) readmitRemoved(system, wwid, seqs);
      return TAKEN_BACK;
    }
  }
  const changed = live !== undefined;
  if (!deletePaths) return { result: "done", changed, deleted: [] };
  if (!isAsked()) return { ...TAKEN_BACK, changed };
  const answer = await deleteLunDisks(system, lun);
  return { ...answer, changed: changed || answer.changed };
}

const REASON = "it was asked for";

const TAKEN_BACK = {
  result: "failed",
  reason: "it is asked for no more",
  changed: false,
  deleted: [],
} as const;

/**
 * Returns why it is not removed; absent where it is gone. Who wants the map after all takes the request back, then looks whether
 * the removal is written down; here it is written down, then looked whether it is still asked for. So one of the two sees the other.
 */
async function removeLive(
  system: System,
  machine: Machine,
  live: LiveMap,
  lun: Lun,
  isAsked: () => boolean,
): Promise<Answer | undefined> {
  const { dm, name, uuid, openCount } = live;
  const { wwid } = lun;
  const opener = openCount > 0 ? await openerOf(system, live) : undefined;
  if (opener !== undefined) return refused("open", opener);
  if (isStuck(live)) await sendMessage(system, wwid, ["fail_if_no_path"]);
  if (openCount > 0) return refused("open", `${name} is open in a program`);
  noteRemoved(system, wwid, diskseqsOfLun(machine, lun));
  if (!isAsked()) {
    noteKept(system, wwid);
    return TAKEN_BACK;
  }
  await releaseUnnamedCookies(system);
  const before = readPartitions(system, dm);
  const outcome = await performChange(system, { kind: "remove", name, wwid, uuid, reason: REASON });
  if (outcome.kind !== "failed") {
    unmarkShrunk(system, uuid);
    return undefined;
  }
  noteKept(system, wwid);
  const changed = readPartitions(system, dm).length < before.length;
  return { ...refused(outcome.reason.includes("busy") ? "open" : "failed", outcome.reason), changed };
}

/** The LUN that is there under another spelling of the id: its map and disks stand, so nothing of it is done. */
function otherSpelling(system: System, wwid: string, luns: Judgement["luns"]): string | undefined {
  const [dev] = new LunDisks(system, wwid, "any").look();
  const other = luns.find(({ lun }) => allPaths(lun).some((path) => path.dev === dev))?.lun;
  return other === undefined ? undefined : `the WWID of ${dev} is ${other.wwid} here`;
}

/**
 * Which process has a map or a partition of it open, and not in passing as udev's do: what is queued for it must not fail.
 * Where that cannot be told, that is said.
 */
async function openerOf(system: System, { dm, name }: LiveMap): Promise<string | undefined> {
  const sought = [dm, ...readPartitions(system, dm)].map((dev) => ({ dev, state: "running" }));
  const { busy, openers, silent } = await probeUse(system, [sought]);
  // The kernel itself, as for ZFS, has neither process nor holder.
  if (busy.size > 0) return `${name} is open exclusively`;
  if (silent.size > 0) return `${name} is open, and nobody knows in which process`;
  return openers.map((opener) => openedBy({ ...opener, dev: name }))[0];
}

function refused(result: Answer["result"], reason: string): Answer {
  return { result, reason, changed: false, deleted: [] };
}

/** Who uses the map, a partition of it, or a disk that is to go. */
function usedBy(
  system: System,
  { uses }: Machine,
  { live, lun }: Removal,
  deletePaths: boolean,
): string | undefined {
  const parts = live === undefined ? [] : readPartitions(system, live.dm);
  const host = readHostUse(system);
  const own = new Set(parts);
  const ofMap = live === undefined ? [] : [live.dm, ...parts];
  const disks = deletePaths ? allPaths(lun).map(({ dev }) => dev) : [];
  return (
    firstOf(ofMap, (name) => readUse(system, host, name, own)?.by) ?? firstOf(disks, (dev) => uses.get(dev))
  );
}

function firstOf(names: readonly string[], find: (name: string) => string | undefined): string | undefined {
  for (const name of names) {
    const found = find(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether it queues and no path works: whoever reads it waits, and keeps it open. */
function isStuck({ table, status }: LiveMap): boolean {
  const paths = status?.groups.flatMap((group) => group.paths) ?? [];
  return (
    table?.features.includes("queue_if_no_path") === true && paths.every(({ state }) => state !== "active")
  );
}
