import { mapUuid } from "../../core/topology/luns.ts";
import type { System } from "../system/system.ts";

/** How long device-mapper may take for a message, milliseconds. */
const TIMEOUT = 5_000;

/**
 * Has a map use a path no more until somebody has found out which LUN it is. All its paths may be told the same at once: it queues
 * meanwhile, whatever its settings say, and the recheck ends that. Whether the path was failed.
 */
export async function failUntilIdentified(system: System, wwid: string, devt: string): Promise<boolean> {
  await sendMessage(system, wwid, ["queue_if_no_path"]);
  return await sendMessage(system, wwid, ["fail_path", devt]);
}

/** Sends the map of a LUN a message, whatever its name is by now; whether the kernel has taken it. */
export async function sendMessage(system: System, wwid: string, words: readonly string[]): Promise<boolean> {
  const argv = ["dmsetup", "message", "--uuid", mapUuid(wwid), "0", ...words] as const;
  const { status } = await system.spawn(argv, { timeoutMs: TIMEOUT });
  return status === 0;
}
