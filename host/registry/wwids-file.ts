import { decodeText } from "../../core/bytes/text.ts";
import { renderWwidsFile } from "../../core/identify/wwids-file.ts";
import type { System } from "../system/system.ts";

const WWIDS_FILE = "/etc/multipath/wwids";
/** Most that is read of it, bytes: some 30,000 LUNs. */
const MOST = 1024 * 1024;

/**
 * Keeps multipath-tools' list of WWIDs in step, because LVM, dracut and people read it. Other lines stay as they are; a
 * file that cannot be read to its end stays as a whole, because writing it would lose the rest.
 */
export function addToWwidsFile(system: System, wwid: string): void {
  const bytes = system.readBytes(WWIDS_FILE, MOST);
  if (bytes === undefined ? system.exists(WWIDS_FILE) : bytes.length >= MOST) return;
  const text = bytes === undefined ? "" : decodeText(bytes);
  const wanted = renderWwidsFile(text, wwid);
  if (wanted === text) return;
  if (!system.exists("/etc/multipath")) system.makeDirectory("/etc/multipath");
  system.write(WWIDS_FILE, wanted, "replace");
}
