import { decodeText } from "../core/bytes/text.ts";
import type { Action } from "../core/plan/plan.ts";
import { type ConciseMap, renderConcise } from "../core/render/dm-concise.ts";
import { clearReloads, forgetCookie, markReload, noteCookie, notedCookies } from "./run-directory.ts";
import type { SpawnResult, System } from "./system.ts";
import { readAttribute } from "./text.ts";

/** How long one change of a map may take, milliseconds; longer means that it hangs on a device. */
const CHANGE_TIMEOUT = 30_000;
/** How long udev may take to process what a burst of changes caused, milliseconds. */
const COOKIE_TIMEOUT = 150_000;
/** How long udev may take for what a killed run caused, milliseconds: it had time already. */
const LEFT_COOKIE_TIMEOUT = 10_000;

/** What became of an action. */
export type Outcome =
  | { readonly kind: "changed"; readonly action: Action }
  | { readonly kind: "failed"; readonly action: Action; readonly reason: string };

/** Runs `change` with one udev cookie and waits until udev has processed what it caused: then links exist. */
async function withCookie<T>(system: System, change: (cookie: string) => Promise<T>): Promise<T> {
  const { stdout } = await system.spawn(["dmsetup", "udevcreatecookie"], { timeoutMs: CHANGE_TIMEOUT });
  const cookie = decodeText(stdout).trim();
  if (cookie !== "") noteCookie(system, cookie);
  try {
    return await change(cookie);
  } finally {
    if (cookie !== "") await releaseCookie(system, cookie, COOKIE_TIMEOUT);
  }
}

async function releaseCookie(system: System, cookie: string, timeoutMs: number): Promise<void> {
  await system.spawn(["dmsetup", "udevreleasecookie", cookie], { timeoutMs });
  forgetCookie(system, cookie);
}

function cookieArguments(cookie: string): readonly string[] {
  return cookie === "" ? [] : ["--udevcookie", cookie];
}

function reasonOf({ status, timedOut, stderr }: SpawnResult): string | undefined {
  if (timedOut) return "dmsetup did not end in time";
  if (status === 0) return undefined;
  return stderr.trim().replace(/\s+/g, " ") || `dmsetup ended with status ${status ?? "unknown"}`;
}

function liveNames(system: System): ReadonlySet<string> {
  const names = (system.list("/sys/block") ?? []).filter((dm) => dm.startsWith("dm-"));
  return new Set(names.map((dm) => readAttribute(system, `/sys/block/${dm}/dm/name`) ?? ""));
}

function conciseOf({ name, uuid, table = "", spec }: Action): ConciseMap {
  return { name, uuid, table, readOnly: spec?.readOnly ?? false };
}

/**
 * Creates maps together, in one dmsetup with one cookie. dmsetup stops at the first error, so the rest is
 * tried again without the one that failed, until all are made or have failed.
 */
export async function performCreates(
  system: System,
  creates: readonly Action[],
): Promise<readonly Outcome[]> {
  if (creates.length === 0) return [];
  return await withCookie(system, async (cookie) => {
    const outcomes: Outcome[] = [];
    let left = creates;
    while (left.length > 0) {
      const ran = await system.spawn(["dmsetup", "create", "--concise", ...cookieArguments(cookie)], {
        timeoutMs: CHANGE_TIMEOUT + left.length * 1_000,
        input: renderConcise(left.map(conciseOf)),
      });
      const reason = reasonOf(ran);
      if (reason === undefined) {
        for (const action of left) outcomes.push({ kind: "changed", action });
        break;
      }
      const live = liveNames(system);
      const culprit = left.find(({ name }) => !live.has(name));
      for (const action of left) {
        if (live.has(action.name)) outcomes.push({ kind: "changed", action });
        else if (action === culprit) outcomes.push({ kind: "failed", action, reason });
      }
      left = left.filter((action) => action !== culprit && !live.has(action.name));
    }
    return outcomes;
  });
}

/** Performs one action on a map that exists; where it has another name now, that is changed first. */
export async function performChange(system: System, action: Action): Promise<Outcome> {
  const reason = (await rename(system, action)) ?? (await change(system, action));
  return reason === undefined ? { kind: "changed", action } : { kind: "failed", action, reason };
}

async function rename(system: System, { from, name }: Action): Promise<string | undefined> {
  if (from === undefined) return undefined;
  return await withCookie(system, (cookie) =>
    run(system, ["dmsetup", "rename", ...cookieArguments(cookie), from, name]),
  );
}

function change(system: System, action: Action): Promise<string | undefined> {
  switch (action.kind) {
    case "reload":
      return load(system, action, ["--noflush", "--nolockfs"], true);
    case "resize":
      return load(system, action, [], false);
    case "remove":
      return removeMap(system, action.name);
    case "switch-group":
      return run(system, ["dmsetup", "message", action.name, "0", "switch_group", `${action.group}`]);
    default:
      return Promise.resolve(undefined);
  }
}

async function run(system: System, argv: readonly [string, ...string[]]): Promise<string | undefined> {
  return reasonOf(await system.spawn(argv, { timeoutMs: CHANGE_TIMEOUT }));
}

/**
 * Loads a table and makes it live in one ioctl, so that no kill can leave the map suspended. A table that does
 * not load leaves the live one as it is; one that does not go live is cleared away.
 */
async function load(
  system: System,
  { name, table = "" }: Action,
  flags: readonly string[],
  sameContent: boolean,
): Promise<string | undefined> {
  const refused = await run(system, ["dmsetup", "load", name, "--table", table]);
  if (refused !== undefined) return refused;
  return await withCookie(system, async (cookie) => {
    const marker = sameContent && cookie !== "" ? markReload(system, Number(cookie)) : undefined;
    const reason = await run(system, ["dmsetup", "resume", ...flags, ...cookieArguments(cookie), name]);
    if (reason !== undefined) await run(system, ["dmsetup", "clear", name]);
    return { reason, marker };
  }).then(({ reason, marker }) => {
    if (marker !== undefined) system.unlink(marker);
    return reason;
  });
}

/** Removes a map that nobody uses, with the partitions that kpartx made on it. */
async function removeMap(system: System, name: string): Promise<string | undefined> {
  return await withCookie(system, async (cookie) => {
    for (const part of partitionMaps(system, name)) {
      const reason = await run(system, ["dmsetup", "remove", ...cookieArguments(cookie), part]);
      if (reason !== undefined) return reason;
    }
    return await run(system, ["dmsetup", "remove", ...cookieArguments(cookie), name]);
  });
}

function partitionMaps(system: System, name: string): readonly string[] {
  const devices = (system.list("/sys/block") ?? []).filter((dm) => dm.startsWith("dm-"));
  const map = devices.find((dm) => readAttribute(system, `/sys/block/${dm}/dm/name`) === name);
  return (system.list(`/sys/block/${map}/holders`) ?? [])
    .filter((dm) => /^part\d+-mpath-/.test(readAttribute(system, `/sys/block/${dm}/dm/uuid`) ?? ""))
    .map((dm) => readAttribute(system, `/sys/block/${dm}/dm/name`) ?? "");
}

/**
 * Clears what a killed run left: marks of reloads, udev cookies, tables that wait to go live, and maps that never got
 * one. Nothing of ours may be under way.
 */
export async function clearLeftovers(
  system: System,
  maps: readonly {
    readonly name: string;
    readonly inactiveTable: boolean;
    readonly table?: unknown;
    readonly openCount: number;
  }[],
): Promise<void> {
  clearReloads(system);
  for (const cookie of notedCookies(system)) await releaseCookie(system, cookie, LEFT_COOKIE_TIMEOUT);
  for (const { name, inactiveTable, table, openCount } of maps) {
    if (inactiveTable) await run(system, ["dmsetup", "clear", name]);
    if (table === undefined && openCount === 0) await removeMap(system, name);
  }
}
