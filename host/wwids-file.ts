import { renderWwidsFile } from "../core/identify/wwids-file.ts";
import type { System } from "./system.ts";
import { readText } from "./text.ts";

const WWIDS_FILE = "/etc/multipath/wwids";

/** Keeps multipath-tools' list of WWIDs in step, because LVM, dracut and people read it. Other lines stay as they are. */
export function addToWwidsFile(system: System, wwid: string): void {
  const text = readText(system, WWIDS_FILE) ?? "";
  const wanted = renderWwidsFile(text, wwid);
  if (wanted === text) return;
  if (!system.exists("/etc/multipath")) system.makeDirectory("/etc/multipath");
  system.write(WWIDS_FILE, wanted, "replace");
}
