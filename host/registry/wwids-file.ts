import { decodeText } from "../../core/bytes/text.ts";
import { renderWwidsLines } from "../../core/identify/wwids-file.ts";
import type { System } from "../system/system.ts";
import { LOCK, LOCKED_TIMEOUT } from "./multipath-tools-lock.ts";

export const WWIDS_FILE = "/etc/multipath/wwids";
/** Most that is read of it, bytes: some 30,000 LUNs. */
const MOST = 1024 * 1024;

/** Its text, empty where there is none; absent where it cannot be read to its end. */
export function readWwids(system: System): string | undefined {
  const bytes = system.readBytes(WWIDS_FILE, MOST);
  if (bytes === undefined) return system.exists(WWIDS_FILE) ? undefined : "";
  return bytes.length >= MOST ? undefined : decodeText(bytes);
}

/**
 * Appends what comes on standard input to $1, and brings both to the disk. It is held meanwhile with the lock of multipath-tools. Never written anew: a line that `multipath` appends would be lost, and after
 * a power failure the file could be empty.
 */
const APPEND = `exec 9>>"$1" || exit
${LOCK}
cat >&9 && sync "$1" "\${1%/*}"`;

/**
 * Keeps multipath-tools' list of WWIDs in step, because LVM, dracut and people read it. Other lines stay as they are; a
 * file that cannot be read to its end stays as a whole, because nobody knows what it lacks: the audit says so. Where it lacks nothing
 * no process is started.
 */
export async function addToWwidsFile(system: System, wwids: ReadonlySet<string>): Promise<void> {
  if (wwids.size === 0) return;
  const text = readWwids(system);
  const input = text === undefined ? "" : renderWwidsLines(text, wwids);
  if (input === "") return;
  if (!system.exists("/etc/multipath")) system.makeDirectory("/etc/multipath");
  await system.spawn(["sh", "-c", APPEND, "sh", WWIDS_FILE], { timeoutMs: LOCKED_TIMEOUT, input });
}
