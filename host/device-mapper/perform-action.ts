import type { Action } from "../../core/plan/plan.ts";
import { type ConciseMap, renderConcise } from "../../core/render/dm-concise.ts";
import { given } from "../../core/values/given.ts";
import { findDmDevice, findMapHead, partitionNames } from "../devices/dm-devices.ts";
import type { StaleCheck } from "../devices/planned-paths.ts";
import { triggerDisk } from "../devices/scsi-disk.ts";
import { markReload } from "../run/run-directory.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { cookieArguments, HUNG, reasonOf, run } from "./dmsetup.ts";
import type { WhenLive } from "./going-live.ts";
import { renameMap } from "./rename-map.ts";
import { resumePartitions } from "./resume-partitions.ts";
import { swapTables } from "./swap-tables.ts";
import { type RunCookies, withCookie } from "./udev-cookies.ts";

/** How long one change of a map may take, milliseconds; longer means that it hangs on a device. */
export const CHANGE_TIMEOUT = 30_000;
/**
 * The same for a map that is there: it takes no I/O while the kernel waits for what its paths have not answered, as for one that
 * hangs until its commands time out.
 */
const SUSPEND_TIMEOUT = 10_000;
/** The same once one has hung: what else hangs on the same array must not hold up the others as long each. */
const SHORT_TIMEOUT = 5_000;

/** What became of an action. */
export type Outcome =
  /** `kept`: units of systemd because of which the map has kept its name, which is that of `action` then. */
  | { readonly kind: "changed"; readonly action: Action; readonly kept?: string }
  | { readonly kind: "failed"; readonly action: Action; readonly reason: string };

/** Whether an action failed because a command did not come back: trying it again at once would hang again. */
export function hasHung(outcome: Outcome): boolean {
  return outcome.kind === "failed" && outcome.reason === HUNG;
}

const nothingToDo: WhenLive = async () => ({ isPathless: false, finish: async () => {} });

/** What a run has for all its changes. */
export interface Performing {
  readonly staleOf?: StaleCheck;
  readonly whenLive?: WhenLive;
  readonly cookies?: RunCookies;
}

function limitAfter(outcomes: readonly Outcome[]): number {
  return outcomes.some(hasHung) ? SHORT_TIMEOUT : CHANGE_TIMEOUT;
}

/** Kernel names by UUID of the dm devices that have a table. An empty one is what a killed dmsetup leaves. */
function mapsWithTable(system: System): ReadonlySet<string> {
  const names = (system.list("/sys/block") ?? []).filter((dm) => dm.startsWith("dm-"));
  const made = names.filter((dm) => (readAttribute(system, `/sys/block/${dm}/size`) ?? "0") !== "0");
  return new Set(made.map((dm) => readAttribute(system, `/sys/block/${dm}/dm/uuid`) ?? ""));
}

function conciseOf({ name, uuid, table = "", readOnly }: Action): ConciseMap {
  return { name, uuid, table, readOnly: readOnly === true };
}

/**
 * Creates maps together, in one dmsetup with one cookie. dmsetup stops at the first error, so the rest is
 * tried again without the one that failed, until all are made or have failed; once one has hung each gets a dmsetup of
 * its own and little time. `staleOf` is asked before and after: a map over a path that has changed is taken away again.
 */
export async function performCreates(
  system: System,
  creates: readonly Action[],
  { staleOf = () => undefined, whenLive = nothingToDo, cookies }: Performing = {},
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  let left = creates.filter((action) => {
    const reason = staleOf(action);
    if (reason !== undefined) outcomes.push({ kind: "failed", action, reason });
    return reason === undefined;
  });
  if (left.length === 0) return outcomes;
  const create = async (cookie: string): Promise<readonly Outcome[]> => {
    while (left.length > 0) {
      const limit = limitAfter(outcomes);
      const batch = limit === SHORT_TIMEOUT ? left.slice(0, 1) : left;
      const ran = await system.spawn(["dmsetup", "create", "--concise", ...cookieArguments(cookie)], {
        timeoutMs: limit + (batch.length - 1) * 1_000,
        input: renderConcise(batch.map(conciseOf)),
      });
      const reason = reasonOf(ran);
      const live = reason === undefined ? new Set(batch.map(({ uuid }) => uuid)) : mapsWithTable(system);
      const isMade = ({ uuid }: Action) => live.has(uuid);
      const culprit = batch.find((action) => !isMade(action));
      if (culprit !== undefined) {
        outcomes.push({ kind: "failed", action: culprit, reason: reason ?? "" });
        await removeEmpty(system, culprit, limit);
      }
      for (const action of batch.filter(isMade)) {
        const outcome = await confirm(system, action, staleOf);
        if (outcome.kind === "changed") await (await whenLive(action)).finish();
        outcomes.push(outcome);
      }
      left = left.filter((action) => action !== culprit && !isMade(action));
    }
    return outcomes;
  };
  return await withCookie(system, create, cookies);
}

/** A dmsetup that was killed may have made the map and given it no table. Its name may be another device's. */
async function removeEmpty(system: System, { uuid }: Action, limit: number): Promise<void> {
  const map = findMapHead(system, uuid);
  if (map !== undefined) await removeMap(system, map.name, limit);
}

/** Looks whether a map was made of what was planned; if not it goes, and where it is open already it fails all I/O. */
async function confirm(system: System, action: Action, staleOf: StaleCheck): Promise<Outcome> {
  const reason = staleOf(action);
  if (reason === undefined) return { kind: "changed", action };
  const kept = await removeMap(system, action.name, CHANGE_TIMEOUT);
  if (kept !== undefined)
    await run(system, ["dmsetup", "wipe_table", "--noflush", "--nolockfs", action.name], CHANGE_TIMEOUT);
  return { kind: "failed", action, reason };
}

/**
 * Performs one action on a map that exists; where it has another name now, that is changed first. `before` are the
 * outcomes of the same plan so far: once one has hung, the others get little time.
 */
export async function performChange(
  system: System,
  action: Action,
  before: readonly Outcome[] = [],
  { staleOf = () => undefined, whenLive = nothingToDo, cookies }: Performing = {},
): Promise<Outcome> {
  const limit = before.some(hasHung) ? SHORT_TIMEOUT : SUSPEND_TIMEOUT;
  const limits = given({ staleOf, whenLive, limit, cookies });
  const { from, ...rest } = action;
  const renamed = from === undefined ? undefined : await renameMap(system, from, action.name, limits.limit);
  if (renamed?.kind === "failed") return { kind: "failed", action, reason: renamed.reason };
  const kept = renamed?.kind === "kept" ? { kept: renamed.reason } : {};
  const now = renamed?.kind === "kept" ? { ...rest, name: from ?? action.name } : action;
  const reason = await change(system, now, limits);
  return reason === undefined
    ? { kind: "changed", action: now, ...kept }
    : { kind: "failed", action: now, reason };
}

interface Limits extends Performing {
  readonly staleOf: StaleCheck;
  readonly whenLive: WhenLive;
  /** Milliseconds for each step. */
  readonly limit: number;
}

function change(system: System, action: Action, limits: Limits): Promise<string | undefined> {
  const { limit, cookies } = limits;
  switch (action.kind) {
    case "reload":
      return reload(system, action, limits);
    case "resize":
      return resize(system, action, limits);
    case "remove":
      return removeMap(system, action.name, limit, [], cookies);
    case "switch-group":
      return run(
        system,
        ["dmsetup", "message", "--uuid", action.uuid, "0", "switch_group", `${action.group}`],
        limit,
      );
    default:
      return Promise.resolve(undefined);
  }
}

/** Where the kernel was to remove the map when it is closed, that is called off first: a path is back. */
async function reload(system: System, action: Action, limits: Limits): Promise<string | undefined> {
  const { limit } = limits;
  const { name, anew, deferral } = action;
  const calledOff =
    deferral === "cancel" ? [...partitionNames(system, findDmDevice(system, name)), name] : [];
  // One that was not to go says so: that is no failure.
  for (const map of calledOff)
    await run(system, ["dmsetup", "message", map, "0", "@cancel_deferred_remove"], limit);
  const reason = await load(system, action, ["--noflush", "--nolockfs"], anew !== true, limits);
  if (reason !== undefined || deferral !== "set") return reason;
  return await removeMap(system, name, limit, ["--deferred"], limits.cookies);
}

/** Where the new end cuts off a partition, kpartx' rule has met it by the time that udev is through. */
async function resize(system: System, action: Action, limits: Limits): Promise<string | undefined> {
  const reason = await load(system, action, [], false, limits);
  const dm = findMapHead(system, action.uuid)?.dm;
  if (reason === undefined && dm !== undefined) await resumePartitions(system, dm);
  return reason;
}

/**
 * Loads a table and makes it live. One that does not load leaves the live one as it is. The map is told by its UUID: its name may be
 * another LUN's by now.
 */
async function load(
  system: System,
  action: Action,
  flags: readonly string[],
  sameContent: boolean,
  { staleOf, whenLive, limit, cookies }: Limits,
): Promise<string | undefined> {
  const { uuid, table = "", readOnly } = action;
  const mode = readOnly === true ? ["--readonly"] : [];
  const map = ["--uuid", uuid];
  const refused = await run(system, ["dmsetup", "load", ...mode, ...map, "--table", table], limit);
  if (refused !== undefined) return refused;
  const stale = staleOf(action);
  if (stale !== undefined) {
    await run(system, ["dmsetup", "clear", ...map], limit);
    return stale;
  }
  const makeLive = async (cookie: string): Promise<string | undefined> => {
    const { isPathless, finish } = await whenLive(action);
    if (sameContent && cookie !== "") markReload(system, cookie, isPathless);
    const reason = await swapTables(system, uuid, cookieArguments(cookie), flags, limit);
    if (reason === undefined) await finish();
    return reason;
  };
  return await withCookie(system, makeLive, cookies);
}

/**
 * Removes a map that nobody uses, with the partitions that kpartx made on it; `--deferred`: when nobody does any more. Where it stays
 * and partitions have gone, udev looks at it: kpartx' rule makes them again.
 */
export async function removeMap(
  system: System,
  name: string,
  limit: number,
  flags: readonly string[] = [],
  cookies?: RunCookies,
): Promise<string | undefined> {
  const remove = async (cookie: string): Promise<string | undefined> => {
    const dm = findDmDevice(system, name);
    const maps = [...partitionNames(system, dm), name];
    for (const map of maps) {
      const argv = ["dmsetup", "remove", ...flags, ...cookieArguments(cookie), map] as const;
      const reason = await run(system, argv, limit);
      if (reason === undefined) continue;
      if (dm !== undefined && map !== maps[0]) triggerDisk(system, dm);
      return reason;
    }
    return undefined;
  };
  return await withCookie(system, remove, cookies);
}
