import { isSafeName } from "../../core/identify/registry-key.ts";
import { findMapHead, type MapHead } from "../devices/dm-devices.ts";
import { RUN } from "../run/run-directory.ts";
import type { System } from "../system/system.ts";
import { readAttribute } from "../system/text.ts";
import { cookieArguments, HUNG, run } from "./dmsetup.ts";
import { type RunCookies, withCookie } from "./udev-cookies.ts";

/**
 * Maps whose table is about to be swapped, by UUID. The kernel suspends a map before it swaps the tables, and leaves it so where the new
 * one is refused only then: what is suspended and noted here while no run is at work was left by one that was killed.
 */
const SWAPPING = `${RUN}/swapping`;

/** How long each step may take where a killed run has left it, milliseconds. */
const LIMIT = 5_000;

/**
 * Makes the table live that was loaded, in one ioctl; one that does not go live is cleared away. `resume` and `flags`: options of
 * dmsetup resume, the latter for the new table alone. Returns why it is not live; absent where it is.
 */
export async function swapTables(
  system: System,
  uuid: string,
  resume: readonly string[],
  flags: readonly string[],
  limit: number,
): Promise<string | undefined> {
  const note = isSafeName(uuid) ? `${SWAPPING}/${uuid}` : undefined;
  if (note !== undefined) system.write(note, "", "create");
  const reason = await run(system, ["dmsetup", "resume", ...resume, "--uuid", uuid, ...flags], limit);
  const isOver = reason === undefined || (await undoSwap(system, uuid, resume, limit));
  // One that hangs in the kernel may come to its end yet.
  if (note !== undefined && isOver && reason !== HUNG) system.unlink(note);
  return reason;
}

/**
 * Resumes maps that killed runs have left suspended, and no others: those are an administrator's. Nothing of ours may be under way.
 * Returns their names.
 */
export async function resumeLeft(system: System, cookies: RunCookies): Promise<readonly string[]> {
  const names: string[] = [];
  for (const uuid of system.list(SWAPPING) ?? []) {
    const left = suspendedMap(system, uuid);
    const undo = (cookie: string) => undoSwap(system, uuid, cookieArguments(cookie), LIMIT);
    if (left !== undefined && !(await withCookie(system, undo, cookies))) continue;
    system.unlink(`${SWAPPING}/${uuid}`);
    if (left !== undefined) names.push(left.name);
  }
  return names;
}

/** Clears away a table that has not gone live, and resumes the map where the kernel has left it suspended. Whether it is not any more. */
async function undoSwap(
  system: System,
  uuid: string,
  resume: readonly string[],
  limit: number,
): Promise<boolean> {
  await run(system, ["dmsetup", "clear", "--uuid", uuid], limit);
  if (suspendedMap(system, uuid) === undefined) return true;
  return (await run(system, ["dmsetup", "resume", ...resume, "--uuid", uuid], limit)) === undefined;
}

function suspendedMap(system: System, uuid: string): MapHead | undefined {
  const map = findMapHead(system, uuid);
  return readAttribute(system, `/sys/block/${map?.dm}/dm/suspended`) === "1" ? map : undefined;
}
