import type { System } from "../host/system.ts";

/** How long device-mapper may take for a message, milliseconds. */
const TIMEOUT = 5_000;

/**
 * Has a map use a path no more until somebody has found out which LUN it is. All its paths may be told the same at once: it queues
 * meanwhile, whatever its settings say, and the recheck ends that. Whether the path was failed.
 */
export async function failUntilIdentified(system: System, map: string, devt: string): Promise<boolean> {
  await sendMessage(system, map, ["queue_if_no_path"]);
  return await sendMessage(system, map, ["fail_path", devt]);
}

/** Sends a map a message; whether the kernel has taken it. */
export async function sendMessage(system: System, map: string, words: readonly string[]): Promise<boolean> {
  const { status } = await system.spawn(["dmsetup", "message", map, "0", ...words], { timeoutMs: TIMEOUT });
  return status === 0;
}
