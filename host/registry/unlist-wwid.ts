import { parseWwidsFile } from "../../core/identify/wwids-file.ts";
import type { System } from "../system/system.ts";
import { LOCK, LOCKED_TIMEOUT } from "./multipath-tools-lock.ts";
import { readWwids, WWIDS_FILE } from "./wwids-file.ts";

/**
 * Has the lines of $1 that are `/$2/` begin with `#`, as `multipath -w` does (libmultipath/wwids.c, do_remove_wwid): one byte each, so that
 * a power failure leaves no half of one. The offset is looked for, and written to, in the file that is locked, whatever its name leads to by then.
 */
const REMOVE = `[ -f "$1" ] && exec 9<>"$1" || exit
${LOCK}
LC_ALL=C grep -abxF -e "/$2/" <&9 | while IFS=: read -r at line; do
  printf '#' | dd of=/proc/self/fd/9 bs=1 seek="$at" conv=notrunc,fsync status=none
done`;

/** Takes a LUN out of multipath-tools' list of WWIDs: LVM would take its disk for a path when it comes again and has no map. */
export async function unlistWwid(system: System, wwid: string): Promise<void> {
  const text = readWwids(system);
  // What is too large to be read here is looked through there.
  if (/[/\n]/.test(wwid) || (text !== undefined && !parseWwidsFile(text).includes(wwid))) return;
  await system.spawn(["sh", "-c", REMOVE, "sh", WWIDS_FILE, wwid], { timeoutMs: LOCKED_TIMEOUT });
}
