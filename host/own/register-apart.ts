import { decodeText } from "../../core/bytes/text.ts";
import { OWN } from "../run/run-directory.ts";
import type { System } from "../system/system.ts";

/** How long the paths of one LUN may take together, milliseconds; those that had no answer by then stay out. */
const TIMEOUT = 20_000;

/**
 * Held with flock while keys of a LUN are registered or changed. Whether a path may have the key is told by the keys of the others:
 * of two that are registered at the same time each would be the other's proof.
 */
export function ownLock(wwid: string): string {
  return `${OWN}/${wwid.replaceAll("/", "_")}`;
}

/**
 * Registers paths of a LUN with the key that its registry entry has, in a child (`worker/child/register.ts`) which takes the place
 * of flock: the lock goes with it, however it ends. Gives what keeps each path from being registered: nothing, a
 * reason, or `lost`, and then it may be used all the same: its LUN has the key no more.
 */
export async function registerApart(
  system: System,
  wwid: string,
  key: string,
  devs: readonly string[],
): Promise<(dev: string) => string> {
  const argv = [
    "flock",
    "--no-fork",
    ownLock(wwid),
    ...system.child,
    "register",
    wwid,
    key,
    ...devs,
  ] as const;
  const { stdout } = await system.spawn(argv, { timeoutMs: TIMEOUT });
  const lines = decodeText(stdout).split("\n");
  return (dev) =>
    lines.find((line) => line.startsWith(`${dev} `))?.slice(dev.length + 1) ?? "it gave no answer";
}
